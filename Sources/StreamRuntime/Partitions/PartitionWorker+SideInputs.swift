import TimeSeries

/// What a worker's partitions take in besides records. It is stamped once everything is replayed that sinks have.
extension PartitionWorker {
    /// Gives a partition the feedback that it was not offered yet. What is about none of its series is not stamped, and not
    /// offered again.
    func offerFeedback(to run: PartitionRun) {
        guard run.offeredFeedback < feedback.count, run.isPastReplay else { return }
        let partition = run.lease.partition
        for found in feedback[run.offeredFeedback...] {
            let input = SideInput(.feedback(found))
            guard taken[partition]?.contains(found.number) != true, run.program.wants(input) else { continue }
            run.stamp(input)
            taken[partition, default: []].insert(found.number)
        }
        run.offeredFeedback = feedback.count
    }

    /// Tells the time to partitions that have had no record for a while, where it matters: something is absent by now, or
    /// over. One whose source lags behind, or cannot see its log, is not told: what it would call absent may lie there.
    func tellTheTime() {
        let now = ContinuousClock.now
        guard now >= nextTickLook else { return }
        nextTickLook = now + min(settings.tickEvery, .seconds(1))
        for run in runs.values where run.lastHeard + settings.tickEvery <= now {
            guard run.isPastReplay, !run.lease.isGivenUp, ledger.isCaughtUp(run.lease.partition) else { continue }
            run.lastHeard = now
            let tick = SideInput(.tick(Self.time(of: run, at: now)))
            guard run.program.wants(tick) else { continue }
            run.stamp(tick)
            run.quietSince = now
        }
    }

    /// Event time goes on from the newest that is known as fast as the clock does, and never ahead of it: what is read may be
    /// older data, whose next records are as old.
    private static func time(of run: PartitionRun, at now: ContinuousClock.Instant) -> Timestamp {
        let clock = Timestamp.wallClock
        guard let newest = run.program.newestTime else { return clock }
        let quiet = (now - run.quietSince).components
        let passed = quiet.seconds * 1_000_000 + quiet.attoseconds / 1_000_000_000_000
        return min(clock, Timestamp(microseconds: newest.microseconds.addingWithLimit(passed)))
    }
}
