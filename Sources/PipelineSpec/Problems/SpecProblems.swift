/// Everything that is wrong with a pipeline's files.
package struct SpecProblems: Error, Equatable, Sendable {
    /// In the order of the files.
    package let problems: [SpecProblem]

    /// More than these are only counted.
    private static let shown = 50

    /// All problems, one after the other, and how many there are.
    package func rendered(colour: Bool) -> String {
        let errors = problems.count { $0.severity == .error }
        let count = "\(errors) \(errors == 1 ? "error" : "errors")"
        let rest = problems.count - Self.shown
        let more = rest > 0 ? ["… and \(rest) more"] : []
        return (problems.prefix(Self.shown).map { $0.rendered(colour: colour) } + more + [count]).joined(
            separator: "\n")
    }
}
