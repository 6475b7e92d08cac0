package import TimeSeries

/// A record with dead letters, as it was received.
package struct DeadRecord: Sendable {
    /// The numbers of its letters that were asked for.
    let letters: [Int64]
    package let source: String
    package let topic: String
    package let partition: Int32
    package let offset: Int64
    package let key: [UInt8]?
    package let payload: [UInt8]?
    package let timestamp: Timestamp?
}
