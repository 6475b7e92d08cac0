/// Why a gate cannot be understood.
package enum GateProblem: Error, Equatable, Sendable {
    case notACondition(String)
    case unknownName(String, known: [String])
    case noSuchHorizon(Int, last: Int)
    case emptyRange(String)
}
