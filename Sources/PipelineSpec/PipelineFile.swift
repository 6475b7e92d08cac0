/// Reads pipeline files.
package enum PipelineFile {
    /// Reads the files of one pipeline; what a later one says is added to what the ones before said.
    ///
    /// - Parameters:
    ///   - environment: what `${NAME}` and `{env: NAME}` refer to.
    ///   - opensSinks: false where no sink is opened: what they connect with is not read then, and empty.
    /// - Throws: everything that is wrong with all of the files.
    package static func load(
        paths: [String], environment: [String: String], opensSinks: Bool = true
    ) throws(SpecProblems) -> LoadedPipeline {
        try decode(paths, DecodingContext(environment: environment, opensSinks: opensSinks)).pipeline
    }

    /// What the files of one pipeline say together, as one file: variables replaced, defaults as comments, secrets covered.
    package static func effective(
        paths: [String], environment: [String: String]
    ) throws(SpecProblems) -> String {
        let context = DecodingContext(environment: environment)
        return EffectiveFile(try decode(paths, context).decoder).text
    }

    private static func decode(
        _ paths: [String], _ context: DecodingContext
    ) throws(SpecProblems) -> (pipeline: LoadedPipeline, decoder: PipelineDecoder) {
        var decoder = PipelineDecoder(context)
        var couldRead = true
        for path in paths {
            let start = Mark(file: path, line: 1, column: 1)
            guard let text = text(of: path, context) else {
                couldRead = false
                continue
            }
            do throws(YAMLParser.Failure) {
                let (root, problems) = try YAMLParser.parse(text, file: path)
                for problem in problems { context.note(problem.message, at: problem.mark) }
                guard let root else {
                    context.note("the file is empty", at: start)
                    couldRead = false
                    continue
                }
                decoder.add(root)
            } catch {
                context.note(error.message, at: error.mark)
                couldRead = false
            }
        }
        let start = Mark(file: paths.first ?? "", line: 1, column: 1)
        let spec = couldRead ? decoder.decode(at: start) : nil
        let sorted = context.shownProblems.sorted {
            ($0.mark.file, $0.mark.line, $0.mark.column) < ($1.mark.file, $1.mark.line, $1.mark.column)
        }
        // What is read for several models is wrong once.
        let problems = sorted.reduce(into: [SpecProblem]()) { if $0.last != $1 { $0.append($1) } }
        guard let spec, problems.allSatisfy({ $0.severity == .warning }) else { throw SpecProblems(problems: problems) }
        return (LoadedPipeline(spec: spec, warnings: problems), decoder)
    }

    private static func text(of path: String, _ context: DecodingContext) -> String? {
        let start = Mark(file: path, line: 1, column: 1)
        do throws(NamedFile.Problem) {
            let text = try NamedFile.text(of: path)
            context.add(text, of: path)
            return text
        } catch {
            switch error {
            case .missing: context.note("there is no such file", at: start)
            case .isFolder: context.note("this is a folder; name the files in it", at: start)
            case .notUTF8: context.note("the file is not UTF-8", at: start)
            case .unreadable, .tooLarge: context.note("the file \(error.words)", at: start)
            }
            return nil
        }
    }

    /// A JSON Schema of pipeline files, made from the definitions that decode them.
    package static func jsonSchema() -> String { PipelineSections.schema.rendered() + "\n" }
}
