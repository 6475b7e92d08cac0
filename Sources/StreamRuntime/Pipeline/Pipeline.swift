package import Snapshots
import Synchronization
package import Telemetry

/// A run of a pipeline: sources, workers and committers on their threads, from the first record to the last commit.
///
/// A worker is a deterministic function of its partitions' logs. Each sink remembers how far it has been written, so a
/// restart reads again from the newest usable snapshot, writes nothing that a sink has, and goes on: every record's
/// results are in every sink once, whatever was killed and when.
package final class Pipeline: Sendable {
    private let settings: RuntimeSettings
    private let sources: [any Source]
    /// Those first that have to be; then those that keep side inputs: no epoch reaches another sink whose side inputs could not be taken in again.
    private let sinks: [any Sink]
    private let programs: any PartitionProgramMaker
    private let snapshots: SnapshotWriter?
    private let log: Log
    private let state = RunState()
    private let ledger = Ledger()
    private let feedbackCall = FeedbackCall()
    /// Who works and who asks sinks, once they have been made.
    private let crew = Mutex((workers: [PartitionWorker](), clocks: [SinkClock]()))

    /// - Parameter snapshots: where states are kept between runs; nil rebuilds them from the logs at each start.
    package init(
        settings: RuntimeSettings, sources: [any Source], sinks: [any Sink], programs: any PartitionProgramMaker,
        snapshots: (any SnapshotStore)?, log: Log
    ) {
        precondition(settings.workers > 0 && !sources.isEmpty && !sinks.isEmpty, "a pipeline needs all three")
        self.settings = settings
        self.sources = sources
        self.sinks =
            sinks.filter(\.goesFirst) + sinks.filter { !$0.goesFirst && $0.keepsSideInputs }
            + sinks.filter { !$0.goesFirst && !$0.keepsSideInputs }
        self.programs = programs
        self.snapshots = snapshots.map { SnapshotWriter(store: $0, pipeline: settings.pipeline, log: log) }
        self.log = log
    }

    /// What has been done so far; from any thread.
    package var status: RunStatus {
        let (workers, clocks) = crew.withLock { $0 }
        var status = ledger.status
        status.workers = workers.map(\.status)
        status.sinks = sinks.map { sink in
            var found = SinkStatus(name: sink.name)
            for clock in clocks where clock.sink == sink.name {
                found.commits += clock.commits
                if let since = clock.waitingSince { found.waiting = max(found.waiting ?? .zero, .now - since) }
            }
            return found
        }
        return status
    }

    /// Whether it does its work; from any thread.
    package var readiness: Readiness { Readiness(status, sources: sources.map(\.name)) }

    /// Asks for the end, from any thread: what has been read is finished and committed, within the time for draining.
    package func stop() { state.stop(drainingUntil: .now + settings.drain) }

    /// Runs until every source has ended, ``stop()`` has been followed, or something fails that does not pass.
    ///
    /// - Parameter started: called once sources and sinks were found usable, before anything is read.
    /// - Throws: the first failure. What had been committed by then stays; the rest is read again by the next run.
    package func run(started: () -> Void = {}) throws(ConnectorError) {
        for source in sources {
            do throws(ConnectorError) {
                try source.check { [state] in state.isStopping }
            } catch {
                if case .interrupted = error, state.isStopping { return }
                throw error
            }
        }
        let workers = try makeWorkers()
        let readers = try makeFeedbackReaders()
        crew.withLock { $0 = (workers, workers.flatMap(\.committer.clocks) + readers.map(\.clock)) }
        started()
        let snapshotThread = snapshots.map { writer in NamedThread(name: "snapshots") { writer.run() } }
        let threads = workers.enumerated().flatMap { index, worker in
            [
                NamedThread(name: "worker-\(index)") { worker.run() },
                NamedThread(name: "committer-\(index)") { worker.committer.run() },
            ]
        }
        let sourceThreads = sources.map { source in
            NamedThread(name: "source-\(source.name)") { [self] in read(source, with: workers) }
        }
        let sourcesEnded = Reply<Bool>()
        let feedback =
            readers.isEmpty
            ? nil : FeedbackWatch(readers, workers, feedbackCall, settings, state, log).thread(until: sourcesEnded)
        for thread in sourceThreads { thread.join() }
        sourcesEnded.answer(true)
        feedback?.join()
        for worker in workers { worker.finish() }
        for thread in threads { thread.join() }
        snapshots?.finish()
        if let snapshotThread { awaitSnapshots(snapshotThread) }
        if let failure = state.failure { throw failure }
    }

    /// Waits for the last snapshots, within the time allowed to finish.
    private func awaitSnapshots(_ thread: NamedThread) {
        while !thread.join(until: .now + RunState.patience) {
            guard state.shouldGiveUp else { continue }
            return log.warning(
                "the time allowed to finish was over before the last snapshots were kept: a restart takes longer")
        }
    }

    private func read(_ source: any Source, with workers: [PartitionWorker]) {
        let intake = SourceIntake(
            source: source.name, settings: settings, workers: workers, state: state, ledger: ledger, log: log)
        do throws(ConnectorError) {
            try source.run(into: intake)
        } catch {
            state.fail(error)
        }
    }

    private var takesSideInputs: Bool { sinks.contains { $0.keepsSideInputs } }

    private func makeFeedbackReaders() throws(ConnectorError) -> [(reader: any FeedbackReader, clock: SinkClock)] {
        var readers: [(reader: any FeedbackReader, clock: SinkClock)] = []
        for sink in sinks where sink.keepsSideInputs {
            if let reader = try sink.makeFeedbackReader() { readers.append((reader, SinkClock(sink: sink.name))) }
        }
        return readers
    }

    private func makeWorkers() throws(ConnectorError) -> [PartitionWorker] {
        var workers: [PartitionWorker] = []
        let owners = SeriesOwners(log: log)
        for _ in 0..<settings.workers {
            var writers: [any SinkWriter] = []
            for sink in sinks { writers.append(try sink.makeWriter()) }
            let committer = Committer(
                writers: writers, clocks: sinks.map { SinkClock(sink: $0.name) },
                epochsInFlight: settings.epochsInFlight, state: state, ledger: ledger, snapshots: snapshots,
                owners: owners)
            workers.append(
                PartitionWorker(
                    settings: settings, programs: programs, committer: committer, state: state, ledger: ledger,
                    snapshots: snapshots, feedbackCall: takesSideInputs ? feedbackCall : nil, log: log))
        }
        return workers
    }
}
