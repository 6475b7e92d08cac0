/// A silence as the database knows it. Times are UTC, as `2026-01-31T12:00:00Z`; nil matchers fit any.
package struct SilenceRow: Sendable {
    /// The number in the database, by which people name it.
    package let id: Int64
    package let pipeline: String?
    package let policy: String?
    package let model: String?
    /// A pattern of SQL's LIKE.
    package let key: String?
    package let metric: String?
    /// A JSON object.
    package let labels: String?
    package let startsAt: String
    package let endsAt: String
    package let reason: String
    package let author: String
    /// How many incidents that fire it holds for.
    package let silenced: Int
    /// Whether it is over.
    package let isOver: Bool
}
