/// Which targets has an observation reached?
extension LiquidForecaster {
    /// The observation on the clock of horizons.
    func clock(at time: Int64, _ header: BlockHeader) -> Int64 {
        settings.counting == .time ? time - header.clockStart : header.ordinal - 1
    }

    /// From one horizon to the next on that clock: microseconds, or one observation.
    @inline(__always)
    func unit(_ header: BlockHeader) -> Int64 { settings.counting == .time ? header.step : 1 }

    /// Learns from all targets after the observation before and up to this one.
    func learnFromIssued(_ value: Double, at time: Int64, _ series: SeriesBlock, _ rows: Rows) {
        let header = series.header.pointee
        let live = Int(min(header.learnableOrigins, Int64(layout.originLimit)))
        guard live > 0 else { return }
        let now = clock(at: time, header)
        let (horizon, unit) = (Int64(settings.horizon), unit(header))
        let times = series.originTimes + Int(header.head)
        // The k-th target that each origin has in this stretch, for k = 0, 1, …; mostly there is one.
        var index: Int64 = 0
        var isLeft = true
        while isLeft {
            isLeft = false
            var age = 0
            while age < live {
                let first = (header.clock - times[age]) / unit + 1 + index
                let target = times[age] + first * unit
                guard first <= horizon, target <= now else {
                    age += 1
                    continue
                }
                isLeft = true
                var count = 1
                while age + count < live, first + Int64(count) <= horizon,
                    times[age + count] + (first + Int64(count)) * unit == target,
                    isQuotient(first + Int64(count) - 1 - index, of: header.clock - times[age + count], by: unit)
                { count += 1 }
                learn(
                    run(from: Int(first) - 1, age, count, target, now, value, header), series, rows)
                age += count
            }
            index += 1
        }
    }

    /// Whether `number / unit` is `quotient`, of numbers that are not negative, without a division.
    @inline(__always)
    private func isQuotient(_ quotient: Int64, of number: Int64, by unit: Int64) -> Bool {
        let rest = number - quotient * unit
        return rest >= 0 && rest < unit
    }

    private func run(
        from first: Int, _ age: Int, _ count: Int, _ target: Int64, _ now: Int64, _ value: Double,
        _ header: BlockHeader
    ) -> LearningRun {
        var run = LearningRun(
            horizon: first, age: age, count: count, value: value, weight: 1, observed: value,
            moment: target + header.clockStart)
        guard target < now else { return run }
        let span = Double(now - header.clock)
        let share = Double(target - header.clock) / span
        run.value = header.newestValue + (value - header.newestValue) * share
        run.observed = share < 0.5 ? header.newestValue : value
        if min(share, 1 - share) * span > 0.5 * Double(header.step) { run.observed = .nan }
        if span > 1.01 * Double(header.step) {
            run.weight = Float(1 - min(1, min(share, 1 - share) * span / Double(header.step)))
        }
        return run
    }
}
