import LiquidCells

/// Forecasts a series and learns from every observation of it, in one pass, in a block of bytes of fixed size.
///
/// Level cells and rotating cells (``LevelCells``, ``RotatingCells``) turn what has been seen into 24 features; for each
/// horizon a linear readout of them, learned as its targets arrive, is mixed with persistence and two seasonal experts;
/// tracked quantiles of the errors of what was issued make the intervals. All is relative to the newest observation and
/// in units of a running scale, so that forecasts of a·y + b are a times those of y, plus b.
///
/// A forecaster is a value without state: every series has its own block, and several threads may use one forecaster on
/// different blocks. Nothing is allocated, no lock is taken, no clock and no random number is read.
package struct LiquidForecaster: Sendable {
    package let settings: ForecasterSettings
    /// The parts of a block.
    package let layout: BlockLayout
    let timeConstants: LevelCells.TimeConstants

    package init(_ settings: ForecasterSettings) {
        self.settings = settings
        layout = BlockLayout(horizon: settings.horizon)
        timeConstants = LevelCells.TimeConstants(Self.timeConstantsInSteps)
    }

    /// Bytes of a series' block; it has to be aligned to 64 bytes.
    package var blockByteCount: Int { layout.byteCount }

    /// Differs between forecasters that would read each other's blocks wrongly, or learn on from them differently.
    package var fingerprint: String {
        let periods = settings.periodsSeconds.map { "\($0)" }.joined(separator: ",")
        return "liquid 1 h\(settings.horizon) s\(settings.stepMicroseconds ?? 0) p\(periods) w\(settings.warmUp)"
    }

    /// Time constants of the level cells: 1 to 1,000 steps, equally spaced on a logarithmic scale.
    private static let timeConstantsInSteps: [Double] = [
        1, 1.9952623149688795, 3.9810717055349722, 7.943282347242815, 15.848931924611133, 31.622776601683793,
        63.0957344480193, 125.89254117941668, 251.188643150958, 501.1872336272722, 1000,
    ]

    /// Makes `block` that of a series that has seen nothing.
    package func prepare(_ block: UnsafeMutableRawPointer) {
        block.initializeMemory(as: UInt8.self, repeating: 0, count: blockByteCount)
        let series = SeriesBlock(block, layout)
        series.levelCells.prepare()
        for feature in 0..<BlockLayout.featureLimit {
            series.gain[feature] = feature == 0 ? Learning.biasVariance : Learning.priorVariance
        }
        for horizon in 0..<settings.horizon {
            series.shares(Expert.persistence.rawValue)[horizon] = 1
            series.regrets(Expert.persistence.rawValue)[horizon] = min(2, 0.25 * Float(horizon))
            series.errors[horizon] = 1
            for (level, start) in Learning.firstQuantiles.enumerated() { series.quantiles(level)[horizon] = start }
        }
        if let step = settings.stepMicroseconds { adopt(step: step, series) }
    }

    /// Scores, learns from, and forecasts after one observation.
    ///
    /// - Parameters:
    ///   - block: one that was prepared by an equal forecaster.
    ///   - value: finite, of a magnitude of at most ``ForecasterSettings/largestMagnitude``.
    ///   - time: in microseconds since 1970.
    ///   - forecast: takes 5·H finite numbers where a forecast is issued: H means, then H each of the lower and upper 80 %
    ///     bounds and the lower and upper 95 % bounds; it is used as scratch memory in any case.
    /// - Complexity: O(24·H). The first call after the step has been learned runs through 17 observations.
    package func advance(
        _ block: UnsafeMutableRawPointer, to value: Double, atMicroseconds time: Int64,
        forecast: UnsafeMutablePointer<Double>
    ) -> Advance {
        let series = SeriesBlock(block, layout)
        let header = series.header
        if header.pointee.observations > 0, time <= header.pointee.newestTime {
            return Advance(
                outcome: time < header.pointee.newestTime ? .late : .duplicate,
                observations: header.pointee.observations, stepMicroseconds: header.pointee.step)
        }
        if header.pointee.step == 0, !learnStep(from: value, at: time, series, forecast) {
            return Advance(
                outcome: .learned, isWarming: true, observations: header.pointee.observations, stepMicroseconds: 0)
        }
        let scratch = UnsafeMutableRawPointer(forecast).assumingMemoryBound(to: Float.self)
        let lesson = learn(Prediction(header.pointee), value, at: time, series, scratch)
        return issue(after: lesson, series, forecast)
    }
}
