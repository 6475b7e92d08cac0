extension [UInt8] {
    /// The array's bytes, as `withUnsafeBytes` shows them, to a body that throws why a snapshot cannot be used.
    func withBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws(SnapshotError) -> Result
    ) throws(SnapshotError) -> Result {
        try withUnsafeBufferPointer { buffer throws(SnapshotError) in try body(UnsafeRawBufferPointer(buffer)) }
    }
}
