/// One series as the database knows it.
package struct SeriesRow: Sendable {
    /// The number in the database; nothing outside it knows it.
    package let id: Int64
    package let pipeline: String
    package let model: String
    /// The values of the key fields, joined by `/`.
    package let key: String
    package let metric: String
    /// `warming` or `live`.
    package let status: String
    /// How many the series had learned from when it was last forecast.
    package let observations: Int64
    /// Time of the newest observation that was forecast from; nil while there is none.
    package let lastSeen: String?
}
