/// Everything that is wrong with a pipeline's files.
package struct SpecProblems: Error, Equatable, Sendable {
    package let problems: [SpecProblem]

    /// All problems, one after the other, and how many there are.
    package func rendered(colour: Bool) -> String {
        let errors = problems.count { $0.severity == .error }
        let count = "\(errors) \(errors == 1 ? "error" : "errors")"
        return (problems.map { $0.rendered(colour: colour) } + [count]).joined(separator: "\n")
    }
}
