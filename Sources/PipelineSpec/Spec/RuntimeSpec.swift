/// `runtime`: limits on threads, batches and waiting. None of them changes a result.
package struct RuntimeSpec: Equatable, Sendable {
    /// Threads that advance series; nil takes one for each processor.
    package var workers: Int?
    /// Most values in one transaction.
    package var epochRows: Int
    /// Most time between the first record of a transaction and its end, in microseconds.
    package var epochEveryMicroseconds: Int64
    /// Most bytes of records that wait for one worker.
    package var queueBytes: Int
    /// How long a shutdown or a revoked partition may take to finish its work, in microseconds.
    package var drainMicroseconds: Int64
    /// Where the run tells how it is over HTTP, `host:port` in numbers; nil for nowhere.
    package var http: String?

    package init(
        workers: Int? = nil, epochRows: Int = 20_000, epochEveryMicroseconds: Int64 = 500_000,
        queueBytes: Int = 64 << 20, drainMicroseconds: Int64 = 30_000_000,
        http: String? = nil
    ) {
        self.workers = workers
        self.epochRows = epochRows
        self.epochEveryMicroseconds = epochEveryMicroseconds
        self.queueBytes = queueBytes
        self.drainMicroseconds = drainMicroseconds
        self.http = http
    }
}
