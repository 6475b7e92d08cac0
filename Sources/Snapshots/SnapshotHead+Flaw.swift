extension SnapshotHead {
    /// Why a state cannot be restored from a whole snapshot, said of it; nil where it can.
    ///
    /// - Parameters:
    ///   - offset: what the sinks have; a state further on than they are is of no use.
    ///   - start: where the state must have begun.
    ///   - fingerprint: of the settings the state must have been built with.
    package func flaw(notAfter offset: Int64, start: Int64, fingerprint: UInt64) -> String? {
        if self.fingerprint != fingerprint { return "was made with other model settings or another version" }
        if self.start != start { return "is of another run of the log" }
        if self.offset > offset { return "is past offset \(offset), where sinks are" }
        return nil
    }
}
