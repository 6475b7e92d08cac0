/// Limits of a run. None of them changes what comes of a log and the side inputs stamped into it.
package struct RuntimeSettings: Sendable {
    /// The pipeline's name.
    package var pipeline: String
    /// Threads that advance series, each with a thread that commits; at least 1.
    package var workers: Int
    /// An epoch ends after this many values.
    package var epochRows: Int
    /// An epoch ends this long after its first record.
    package var epochEvery: Duration
    /// Most bytes of records that wait for one worker.
    package var queueBytes: Int
    /// Most epochs that wait for one committer.
    package var epochsInFlight: Int
    /// How long a shutdown or a revoked partition may take to finish its work.
    package var drain: Duration
    /// How often a partition is snapshotted.
    package var snapshotEvery: Duration
    /// How often it is looked whether people have written what they think.
    package var feedbackEvery: Duration
    /// After so long without a record, and then as often, a partition is told the time.
    package var tickEvery: Duration

    package init(
        pipeline: String, workers: Int, epochRows: Int = 20_000, epochEvery: Duration = .milliseconds(500),
        queueBytes: Int = 64 << 20, epochsInFlight: Int = 2, drain: Duration = .seconds(30),
        snapshotEvery: Duration = .seconds(30), feedbackEvery: Duration = .seconds(2),
        tickEvery: Duration = .seconds(60)
    ) {
        self.pipeline = pipeline
        self.workers = workers
        self.epochRows = epochRows
        self.epochEvery = epochEvery
        self.queueBytes = queueBytes
        self.epochsInFlight = epochsInFlight
        self.drain = drain
        self.snapshotEvery = snapshotEvery
        self.feedbackEvery = feedbackEvery
        self.tickEvery = tickEvery
    }
}
