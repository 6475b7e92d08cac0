import PipelineSpec

/// The reader of pipeline files: YAML, substitution, every section, and the checks across them.
final class SpecTarget: FuzzTarget {
    private let file = MemoryFile()
    private let environment = ["MILLRACE_PG": "postgresql://m:secret@h/d", "KAFKA_BROKERS": "h:9092", "EMPTY": ""]

    func take(_ input: UnsafeRawBufferPointer) {
        file.fill(input)
        do throws(SpecProblems) {
            let loaded = try PipelineFile.load(paths: [file.path], environment: environment)
            precondition(!loaded.spec.sources.isEmpty && !loaded.spec.models.isEmpty && !loaded.spec.sinks.isEmpty)
        } catch {
            precondition(!error.problems.isEmpty, "a file was refused, and nothing said why")
            precondition(!error.rendered(colour: false).contains("m:secret@"), "a message shows a password")
        }
    }
}
