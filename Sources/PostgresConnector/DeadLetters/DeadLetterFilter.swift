package import TimeSeries

/// Which dead letters are meant: those that fit all that is given. Nil fits any.
package struct DeadLetterFilter: Sendable {
    package var pipeline: String?
    package var reason: String?
    package var topic: String?
    /// The message's key; `%` stands for any bytes.
    package var key: String?
    /// When it was received: not before, and before.
    package var since: Timestamp?
    package var before: Timestamp?
    /// Numbers of letters.
    package var numbers: [Int64]?
    /// Whether its record was sent again.
    package var isReplayed: Bool?

    package init() {}

    /// SQL that uses $1 to $8, ``parameters``.
    static let condition = #"""
        ($1::text is null or pipeline = $1) and ($2::text is null or reason = $2) and ($3::text is null or topic = $3)
        and ($4::text is null or key like convert_to(replace(replace($4, '\', '\\'), '_', '\_'), 'UTF8'))
        and ($5::timestamptz is null or received_at >= $5) and ($6::timestamptz is null or received_at < $6)
        and ($7::bigint[] is null or letter_id = any ($7)) and ($8::boolean is null or (replayed_at is not null) = $8)
        """#

    var parameters: [String?] {
        [
            pipeline, reason, topic, key, since?.rfc3339, before?.rfc3339,
            numbers.map { "{\($0.map { "\($0)" }.joined(separator: ","))}" }, isReplayed.map { "\($0)" },
        ]
    }
}
