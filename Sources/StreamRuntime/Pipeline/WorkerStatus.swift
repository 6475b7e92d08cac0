/// What waits for one worker and its committer.
package struct WorkerStatus: Equatable, Sendable {
    /// Bytes of records that wait, and the most that may.
    package let queuedBytes: Int
    package let queueLimit: Int
    /// Epochs that wait to be written.
    package let queuedEpochs: Int
}
