/// Jumps: is the newest observation a fault, or is the signal somewhere else now?
extension LiquidForecaster {
    /// Looks at an observation that is far from the one before, and at what the one after it says.
    ///
    /// A jump of more than 20 scales waits. If the next observation is nearer to it than to where the signal was, it is
    /// learned from after all; else it was a fault, and the series never learns of it.
    ///
    /// - Returns: whether the observation waits.
    func park(
        _ value: Double, at time: Int64, _ series: SeriesBlock, _ forecast: UnsafeMutablePointer<Double>
    ) -> Bool {
        let header = series.header
        if header.pointee.isParked == 1 {
            header.pointee.isParked = 0
            let (parked, base) = (header.pointee.parkedValue, header.pointee.newestValue)
            let lasts = abs(value - parked) < abs(value - base)
            header.pointee.jumpsLast += Learning.jumpMemory * ((lasts ? 1 : 0) - header.pointee.jumpsLast)
            if lasts {
                considerShift(to: parked, series, forecast)
                let ordinal = header.pointee.ordinal
                header.pointee.ordinal = ordinal - 1
                noteParked(series)
                _ = learn(Prediction(expected: .nan), parked, at: header.pointee.parkedTime, series, rows(forecast))
                mix(series, rows(forecast), remembering: header.pointee.isOriginNewest == 1)
                header.pointee.ordinal = ordinal
            }
            header.pointee.faults = lasts ? 0 : header.pointee.faults + 1
            reviewShift(value, series)
            // After one fault the next observation may be another one; but not without end.
            guard !lasts, header.pointee.faults < Learning.faultLimit else {
                header.pointee.faults = 0
                return false
            }
        } else {
            header.pointee.faults = 0
            reviewShift(value, series)
        }
        let jump = abs(value - header.pointee.newestValue)
        guard header.pointee.learnableOrigins > 0, jump > Double(Learning.jumpLimit * header.pointee.scale) else {
            return false
        }
        header.pointee.isParked = 1
        header.pointee.parkedTime = time
        header.pointee.parkedValue = value
        return true
    }

    /// A jump of more than 100 scales that lasts moves everything that was learned to where the signal is now, unless such
    /// moves of this series did not last before.
    private func considerShift(to value: Double, _ series: SeriesBlock, _ forecast: UnsafeMutablePointer<Double>) {
        let header = series.header
        let base = header.pointee.newestValue
        guard abs(value - base) > Double(Learning.shiftLimit * header.pointee.scale) else { return }
        forecastAgain(series, forecast)
        let shift =
            value - sample(forecast, at: stepsSinceNewest(header.pointee.parkedTime, header.pointee), from: base)
        let isReturn =
            header.pointee.shiftTrial > 0 && abs(shift + header.pointee.shift) < 0.5 * abs(header.pointee.shift)
        if header.pointee.shiftsLast > 0.5 || isReturn { move(by: shift, series) }
        if isReturn {
            header.pointee.shiftsLast -= Learning.shiftMemory * header.pointee.shiftsLast
            header.pointee.shiftTrial = 0
        } else {
            header.pointee.shift = shift
            header.pointee.shiftBase = base
            header.pointee.shiftTrial = Learning.shiftTrial
        }
    }

    /// Some time after such a jump: is the signal still there?
    private func reviewShift(_ value: Double, _ series: SeriesBlock) {
        let header = series.header
        guard header.pointee.shiftTrial > 0 else { return }
        header.pointee.shiftTrial -= 1
        guard header.pointee.shiftTrial == 0 else { return }
        let share = (value - header.pointee.shiftBase) / header.pointee.shift
        let lasts: Float = share > 0.5 && share < 2 ? 1 : 0
        header.pointee.shiftsLast += Learning.shiftMemory * (lasts - header.pointee.shiftsLast)
    }

    /// All values known so far are now `shift` higher: the state is relative to them, so nothing else changes.
    private func move(by shift: Double, _ series: SeriesBlock) {
        let header = series.header
        header.pointee.anchor += shift
        header.pointee.newestValue += shift
        header.pointee.lowest += shift
        header.pointee.highest += shift
        for index in 0..<layout.originWindow { series.originValues[index] += shift }
    }
}
