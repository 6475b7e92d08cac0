/// The whole state of one partition, exact as of one offset.
package struct Snapshot: Equatable, Sendable {
    /// The state is that after every record below this offset.
    package var offset: Int64
    /// The offset at which the state began to be built.
    package var start: Int64
    /// The number of the newest side input that the state contains; 0 for none.
    package var input: Int64
    /// Tells apart states that different settings or versions would read differently.
    package var fingerprint: UInt64
    /// The state itself, in the words of whoever made it.
    package var payload: [UInt8]

    package init(offset: Int64, start: Int64, input: Int64 = 0, fingerprint: UInt64, payload: [UInt8]) {
        self.offset = offset
        self.start = start
        self.input = input
        self.fingerprint = fingerprint
        self.payload = payload
    }
}
