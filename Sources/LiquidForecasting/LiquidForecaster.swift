import LiquidCells

/// Forecasts a series and learns from every observation of it, in one pass, in a block of bytes of fixed size.
///
/// Level cells (``LevelCells``) turn what has been seen into features; for each horizon a linear readout of them, learned
/// as its targets arrive, is mixed with persistence, two experts of the learned seasonal lag, and three of the seasons'
/// tables (``SeasonalTable``); tracked quantiles of the errors of what was issued make the intervals. All is relative to the newest observation and in units of a running scale, so that forecasts of
/// a·y + b are a times those of y, plus b.
///
/// Horizons are times: the target of horizon h is the signal at the origin and h steps, interpolated between the
/// observations around it, and learned when the first one at or after it arrives. Nothing has to be sampled regularly;
/// where it is, targets are observations.
///
/// A forecaster is a value without state: every series has its own block, and several threads may use one forecaster on
/// different blocks. Nothing is allocated, no lock is taken, no clock and no random number is read.
package struct LiquidForecaster: Sendable {
    package let settings: ForecasterSettings
    /// The parts of a block.
    package let layout: BlockLayout
    let timeConstants: LevelCells.TimeConstants
    /// Lower and upper probability of each level, in the order of the quantiles' rows.
    let probabilities: [Float]

    package init(_ settings: ForecasterSettings) {
        self.settings = settings
        layout = BlockLayout(settings)
        timeConstants = LevelCells.TimeConstants(Self.timeConstantsInSteps)
        probabilities = settings.levels.flatMap { [Float(100 - $0) / 200, Float(100 + $0) / 200] }
    }

    /// Bytes of a series' block; it has to be aligned to 64 bytes.
    package var blockByteCount: Int { layout.byteCount }

    /// L·2 + 1 rows of H numbers make a forecast: the means, then for each level the lower and the upper bounds.
    package var forecastCount: Int { (1 + 2 * settings.levels.count) * settings.horizon }

    /// Numbers that ``advance(_:to:atMicroseconds:forecast:)`` needs: those of a forecast, then for each level the lower
    /// and the upper bound in which the observation had been expected; and room to work.
    package var bufferCount: Int {
        roomOffset + (Rows.count * settings.horizon + Rows.slack) / 2 + 1
    }

    /// Where in the buffer the bounds of the observation stand.
    package var expectationOffset: Int { forecastCount }

    /// How many bounds stand there: lower and upper of each level.
    package var expectationCount: Int { 2 * settings.levels.count }

    /// Where in the buffer the room to work begins.
    private var roomOffset: Int { forecastCount + expectationCount }

    /// The room to work of a buffer.
    func rows(_ forecast: UnsafeMutablePointer<Double>) -> Rows { Rows(settings.horizon, forecast + roomOffset) }

    /// Differs between forecasters that would read each other's blocks wrongly, or learn on from them differently.
    package var fingerprint: String {
        let seasons = settings.seasonsMicroseconds.map { "\($0)" }.joined(separator: ",")
        let levels = settings.levels.map { "\($0)" }.joined(separator: ",")
        let calendar = settings.calendar.map { " c\($0.fingerprint)" } ?? ""
        return
            "liquid 6 h\(settings.horizon) s\(settings.stepMicroseconds ?? 0) \(settings.counting.rawValue) p\(seasons) l\(levels) c\(settings.covariates) w\(settings.warmUp) \(settings.prior.rawValue)\(calendar)"
    }

    /// Time constants of the level cells: 1 to 1,000 steps, equally spaced on a logarithmic scale.
    private static let timeConstantsInSteps: [Double] = [
        1, 2.6826957952797255, 7.196856730011519, 19.306977288832496, 51.79474679231202, 138.9495494373137,
        372.75937203149379, 1000,
    ]

    /// Bytes of what a group of series knows, zero where it knows nothing; to be aligned to 64 bytes.
    package var priorByteCount: Int {
        settings.prior == .group ? GroupPrior.byteCount(layout, bounds: probabilities.count) : 0
    }

    /// Makes `block` that of a series that has seen nothing.
    ///
    /// - Parameter prior: what the series' group knows; where its step is given, the series starts from that.
    package func prepare(_ block: UnsafeMutableRawPointer, from prior: UnsafeMutableRawPointer? = nil) {
        block.initializeMemory(as: UInt8.self, repeating: 0, count: blockByteCount)
        let series = SeriesBlock(block, layout)
        series.header.pointee.jumpsLast = Learning.jumpsLastAtFirst
        series.header.pointee.shiftsLast = Learning.shiftsLastAtFirst
        series.levelCells.prepare()
        resetCovariance(series)
        for horizon in 0..<settings.horizon {
            series.regrets(Expert.persistence.rawValue)[horizon] = min(2, 0.25 * Float(horizon))
            series.errors[horizon] = 1
            series.firmness[horizon] = 1
            for (bound, probability) in probabilities.enumerated() {
                series.quantiles(bound)[horizon] = StartQuantile.value(probability)
            }
        }
        if let step = settings.stepMicroseconds { adopt(step: step, series, prior) }
    }

    /// Scores, learns from, and forecasts after one observation.
    ///
    /// - Parameters:
    ///   - block: one that was prepared by an equal forecaster.
    ///   - value: finite, of a magnitude of at most ``ForecasterSettings/largestMagnitude``.
    ///   - time: in microseconds since 1970, between the years −4,700 and 8,600, so that differences do not overflow.
    ///   - covariates: other values of the same record, as many as the settings say; NaN for one that is not there.
    ///   - prior: what the series' group knows, of ``priorByteCount`` bytes; a series whose step has just been learned
    ///     starts from it, a mature one adds to it from time to time.
    ///   - forecast: ``bufferCount`` numbers; takes ``forecastCount`` finite ones where a forecast is issued, and behind
    ///     them the bounds in which this observation was expected, where it was.
    /// - Complexity: O(H). The first call after the step has been learned runs through 17 observations.
    package func advance(
        _ block: UnsafeMutableRawPointer, to value: Double, atMicroseconds time: Int64,
        covariates: UnsafePointer<Double>? = nil, prior: UnsafeMutableRawPointer? = nil,
        forecast: UnsafeMutablePointer<Double>
    ) -> Advance {
        let series = SeriesBlock(block, layout)
        let header = series.header
        if header.pointee.observations > 0, time <= header.pointee.seenTime {
            return Advance(
                outcome: time < header.pointee.seenTime ? .late : .duplicate,
                observations: header.pointee.observations, stepMicroseconds: header.pointee.step)
        }
        if header.pointee.step == 0, !learnStep(from: value, at: time, series, prior, forecast) {
            return Advance(
                outcome: .learned, isWarming: true, observations: header.pointee.observations, stepMicroseconds: 0)
        }
        let result = advance(series, to: value, at: time, covariates, forecast)
        if let prior, settings.prior == .group { contribute(series, to: GroupPrior(prior, layout)) }
        return result
    }

    /// The same for a series whose step is known and an observation that is its newest.
    func advance(
        _ series: SeriesBlock, to value: Double, at time: Int64, _ covariates: UnsafePointer<Double>?,
        _ forecast: UnsafeMutablePointer<Double>
    ) -> Advance {
        let header = series.header
        let prediction = predict(at: time, series, forecast)
        let before = header.pointee.observations
        header.pointee.seenTime = time
        header.pointee.observations += 1
        header.pointee.ordinal += 1
        if before > Learning.observationsBeforeJumps, park(value, at: time, series, forecast) {
            park(covariates, series)
            return issueWhileParked(after: Lesson(from: prediction), at: time, series, forecast)
        }
        if let covariates { note(covariates, series) }
        let lesson = learn(prediction, value, at: time, series, rows(forecast))
        return issue(after: lesson, series, forecast)
    }
}
