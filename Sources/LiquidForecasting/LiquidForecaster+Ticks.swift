import NumericKernels

/// The signal at equal distances, and the seasonal lag in it.
extension LiquidForecaster {
    /// The signal at the ticks since the observation before, interpolated, and the seasonal lag that they show.
    ///
    /// - Returns: how far the observation is past its tick, in steps.
    func updateTicks(
        _ value: Double, _ clock: Int64, _ scaleBefore: Float, _ series: SeriesBlock, isFirst: Bool
    ) -> Float {
        let header = series.header
        let step = unit(header.pointee)
        let tick = clock / step
        if isFirst {
            let head = series.advanceTicks()
            series.values[head] = 0
            series.differences[head] = 0
            header.pointee.tick = tick
        }
        let before = (clock: header.pointee.clock, value: header.pointee.newestValue)
        let span = Double(max(clock - before.clock, 1))
        var next = max(header.pointee.tick + 1, tick - Int64(layout.valueWindow) + 1)
        while next <= tick {
            let share = Double(next * step - before.clock) / span
            let head = series.advanceTicks()
            let between = next * step == clock ? value : before.value + (value - before.value) * min(1, max(0, share))
            let level = Float(between - header.pointee.anchor)
            let relative =
                scaleBefore == 0 ? 0 : clipped((level - series.values[head + 1]) / scaleBefore, to: 4)
            series.values[head] = level
            series.differences[head] = relative
            header.pointee.tick = next
            updateLag(relative, series, head)
            next += 1
        }
        return Float(Double(clock - tick * step) / Double(step))
    }

    /// The autocorrelation of differences, and every eighth time the seasonal lag that it shows.
    private func updateLag(_ relative: Float, _ series: SeriesBlock, _ head: Int) {
        let count = series.header.pointee.tick
        let share = max(0.001, 1 / Float(max(count, 1)))
        let correlation = series.autocorrelation
        let window = series.differences + head
        let longest = Int(min(Int64(BlockLayout.lagLimit), max(count - 1, 0)))
        for lag in 0..<longest + 1 { correlation[lag] += share * (relative * window[lag] - correlation[lag]) }
        guard count > 50, count % 8 == 0 else { return }
        let current = Int(series.header.pointee.lag)
        let found = seasonalLag(correlation, longest: Int(min(Int64(BlockLayout.lagLimit), count / 2)))
        if found != current, current == 0 || found == 0 || correlation[found] > 1.1 * correlation[current] {
            series.header.pointee.lag = Int32(found)
        }
    }

    /// The lag from 3 on with the highest correlation; a shorter one that is nearly as high is preferred.
    ///
    /// - Returns: 0 when there is no season.
    private func seasonalLag(_ correlation: UnsafeMutablePointer<Float>, longest: Int) -> Int {
        var best = 0
        var highest: Float = 0
        for lag in 3..<longest + 1 where correlation[lag] > highest {
            highest = correlation[lag]
            best = lag
        }
        guard best > 0 else { return 0 }
        for lag in 3..<best where correlation[lag] > 0.85 * highest {
            highest = correlation[lag]
            best = lag
            break
        }
        return highest < 0.15 * correlation[0] ? 0 : best
    }
}
