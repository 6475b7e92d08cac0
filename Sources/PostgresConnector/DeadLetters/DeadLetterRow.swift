/// A dead letter as the database has it.
package struct DeadLetterRow: Sendable {
    /// Its number; nothing outside the database knows it.
    package let number: Int64
    package let pipeline: String
    package let source: String
    package let topic: String
    package let partition: Int32
    package let offset: Int64
    /// The values' names; none when the whole record was refused.
    package let metrics: [String]
    package let reason: String
    package let detail: String
    /// RFC 3339, nil where the message had no time.
    package let messageTime: String?
    package let key: [UInt8]?
    package let payload: [UInt8]?
    /// RFC 3339.
    package let receivedAt: String
    package let replayedAt: String?
}
