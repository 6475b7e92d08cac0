import TimeSeries

/// What a worker's partitions take in besides records. It is stamped once everything is replayed that sinks have.
extension PartitionWorker {
    /// Takes in what was said of series that have come since, and calls for all feedback once a partition is past what sinks
    /// have: what was found before was not for it. What had been stamped, but not committed when a partition was lost, is found
    /// again by that.
    func lookForFeedback(_ call: FeedbackCall) {
        let now = ContinuousClock.now
        guard now >= nextFeedbackLook else { return }
        nextFeedbackLook = now + min(settings.feedbackEvery, .seconds(1))
        for run in runs.values where run.isPastReplay && !run.lease.isGivenUp {
            if run.listeningSince != nil {
                stamp(run.feedback.offerAgain(to: run.program), in: run)
            } else {
                run.listeningSince = now
                call.make()
            }
        }
    }

    func stamp(_ wanted: [Feedback], in run: PartitionRun) {
        for feedback in wanted { run.stamp(SideInput(.feedback(feedback))) { submit($0, of: run) } }
    }

    /// Takes in orders about series that are there.
    ///
    /// - Parameter time: when they were read. What was read before a partition was opened may have been followed by its owner
    ///   before; what was read since has not.
    func follow(_ orders: [SeriesOrder], readAt time: ContinuousClock.Instant) {
        for run in runs.values where run.listeningSince.map({ $0 < time }) ?? false && !run.lease.isGivenUp {
            for order in orders where !run.orders.contains(order.name) {
                let input = SideInput(.order(order))
                guard run.program.wants(input) else { continue }
                run.orders.insert(order.name)
                run.stamp(input) { submit($0, of: run) }
            }
        }
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
            let time = Self.time(after: run.program.newestTime, quietFor: now - run.quietSince, clock: .wallClock)
            let tick = SideInput(.tick(time))
            guard run.program.wants(tick) else { continue }
            run.stamp(tick) { submit($0, of: run) }
            run.quietSince = now
        }
    }

    /// Event time goes on from the newest that is known as fast as the clock does, and never ahead of it: what is read may be
    /// older data, whose next records are as old.
    ///
    /// - Parameters:
    ///   - newest: the newest event time of records and ticks; nil where there was none.
    ///   - quiet: for how long it has not moved.
    static func time(after newest: Timestamp?, quietFor quiet: Duration, clock: Timestamp) -> Timestamp {
        guard let newest else { return clock }
        let (seconds, attoseconds) = quiet.components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let passed = isTooLong ? .max : whole.addingWithLimit(attoseconds / 1_000_000_000_000)
        return min(clock, Timestamp(microseconds: newest.microseconds.addingWithLimit(passed)))
    }
}
