/// Why a gate cannot be understood.
package enum GateProblem: Error, Equatable, Sendable {
    case notACondition(String)
    case unknownName(String, known: [String])
    case noSuchHorizon(Int, last: Int)
    case emptyRange(String)
    /// A coverage that is compared with a number above 1, as one in percent would be; its bounds as shares, from 0 to 1.
    case notAShare(String, asShares: [Double])
}
