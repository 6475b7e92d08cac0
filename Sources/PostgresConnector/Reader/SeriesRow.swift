/// One series as the database knows it.
package struct SeriesRow: Sendable {
    package let id: Int64
    package let pipeline: String
    package let model: String
    package let key: String
    package let metric: String
    /// `warming` or `live`.
    package let status: String
    package let observations: Int64
    /// Time of the newest observation that was forecast from; nil while there is none.
    package let lastSeen: String?
}
