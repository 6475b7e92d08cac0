import TimeSeries

/// Forecasts are kept until their targets come, and are looked at then.
extension AnomalyDetector {
    /// The horizons whose errors are looked at, in steps, where the model forecasts that far.
    private static let horizons = (near: 8, far: IssuedMemory.capacity)

    private var nearHorizon: Int { min(Self.horizons.near, settings.horizon) }
    private var farHorizon: Int { min(Self.horizons.far, settings.horizon) }

    /// What had been said of an observation by the forecasts of the near and of the far horizon; nil where nothing was.
    typealias Said = (near: IssuedMemory.Said?, far: IssuedMemory.Said?)

    func issued(_ scorer: ScorerBlock, at time: Int64, step: Int64) -> Said {
        (met(scorer, nearHorizon, at: time, step: step), met(scorer, farHorizon, at: time, step: step))
    }

    private func met(_ scorer: ScorerBlock, _ horizon: Int, at time: Int64, step: Int64) -> IssuedMemory.Said? {
        let count = scorer.header.pointee.issued
        let memory = scorer.issued
        guard settings.counting == .time else { return memory.back(horizon, count: count)?.said }
        guard step > 0 else { return nil }
        let origin = time - Int64(horizon) * step
        // Where sampling is regular, it is the first that is looked at.
        var lag = horizon
        guard var found = memory.back(min(lag, Int(min(count, Int32(IssuedMemory.capacity)))), count: count) else {
            return nil
        }
        while lag > 1, 2 * (origin - found.time) > step {
            guard let later = memory.back(lag - 1, count: count) else { break }
            (lag, found) = (lag - 1, later)
        }
        while 2 * (found.time - origin) > step {
            guard let earlier = memory.back(lag + 1, count: count) else { break }
            (lag, found) = (lag + 1, earlier)
        }
        return 2 * abs(found.time - origin) <= step ? found.said : nil
    }

    /// Keeps a forecast, unless one was kept less than about a step ago.
    func remember(
        _ forecast: UnsafePointer<Double>, at time: Int64, step: Int64, _ value: Double, _ scorer: ScorerBlock
    ) {
        let header = scorer.header
        let anchor = header.pointee.anchor
        let horizon = settings.horizon
        let (lower, upper) = (forecast + horizon, forecast + 2 * horizon)
        // The deviation of a normal error that has such an interval.
        let inverse = 1 / intervalWidth
        header.pointee.nextWidth = Float(upper[0] - lower[0]) * inverse
        if settings.counting == .time {
            guard header.pointee.issued == 0 || time >= header.pointee.nextIssue - step / 4 else { return }
            header.pointee.nextIssue =
                header.pointee.issued == 0 ? time + step : max(header.pointee.nextIssue + step, time + step / 2)
        }
        let (near, far) = (nearHorizon - 1, farHorizon - 1)
        scorer.issued.append(
            .init(
                near: Float(forecast[near] - anchor), nearWidth: Float(upper[near] - lower[near]) * inverse,
                far: Float(forecast[far] - anchor), farWidth: Float(upper[far] - lower[far]) * inverse), at: time,
            count: header.pointee.issued)
        // What counts is where in the ring the next one goes, and how many there are.
        header.pointee.issued += 1
        if header.pointee.issued == 2 * Int32(IssuedMemory.capacity) {
            header.pointee.issued = Int32(IssuedMemory.capacity)
        }
    }
}
