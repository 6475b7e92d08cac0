import Foundation
import PipelineSpec

enum ValidateCommand {
    static let command = Command(
        "validate", "Check pipeline files without connecting to anything", operands: "FILE…", count: 1...64,
        options: [Option("together", nil, "the files make up one pipeline; otherwise each is one by itself")],
        details: "Prints every problem as file:line:column with the line, and exits 78 when there is an error."
    ) { arguments in
        let groups = arguments.has("together") ? [arguments.operands] : arguments.operands.map { [$0] }
        var code = ExitCode.ok
        for paths in groups {
            do throws(SpecProblems) {
                let loaded = try PipelineFile.load(
                    paths: paths, environment: ProcessInfo.processInfo.environment)
                for warning in loaded.warnings { Terminal.error(warning.rendered(colour: Terminal.mayColour)) }
                print("\(paths.joined(separator: " ")): ok: \(summary(of: loaded.spec))")
            } catch {
                code = Failure.report(error)
            }
        }
        return code
    }

    private static func summary(of spec: PipelineSpec) -> String {
        func plural(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
        return
            "pipeline \(spec.name): \(plural(spec.sources.count, "source")), \(plural(spec.models.count, "model")), \(plural(spec.sinks.count, "sink"))"
    }
}
