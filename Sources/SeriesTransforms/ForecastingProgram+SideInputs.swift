import AnomalyScoring
import RecordDecoding
import StreamRuntime
import TimeSeries

/// What the state depends on besides records.
extension ForecastingProgram {
    var newestTime: Timestamp? { watermark == .min ? nil : Timestamp(microseconds: watermark) }

    func wants(_ input: SideInput) -> Bool {
        switch input.content {
        case .feedback(let feedback): hasSeries(of: feedback)
        case .tick(let time):
            time.microseconds > watermark && deadlines.isDue(at: time.microseconds) { deadline(of: $0) }
        case .order(let order): series(of: order) != nil
        case .restart: true
        }
    }

    func apply(_ input: SideInput, recording: Bool, into epoch: inout Epoch) {
        if case .tick(let time) = input.content, isPastFocus(time, in: epoch) { return }
        if isFocusPassed { return }
        switch input.content {
        case .feedback(let feedback):
            forEachSeries(of: feedback) { series in
                let entry = table.entryToChange(series)
                guard let detector = model(of: entry).detector else { return }
                let state = entry.block + model(of: entry).layout.detector
                detector.take(
                    feedback.verdict.userVerdict, from: feedback.from?.microseconds ?? .min,
                    to: feedback.to?.microseconds ?? .max, state)
                // One that is called expected takes the place of another, which may have kept an absence away.
                if let absent = detector.absentFrom(state) { deadlines.bringForward(absent, series: series, kind: 0) }
            }
            pass(nil, offset: epoch.range.upperBound, recording: recording, into: &epoch)
        case .order(let order): follow(order, recording: recording, into: &epoch)
        case .restart(let restart): follow(restart, recording: recording, into: &epoch)
        case .tick(let time): pass(time, offset: epoch.range.upperBound, recording: recording, into: &epoch)
        }
    }

    /// Whether a series is there that feedback is about. O(lanes).
    private func hasSeries(of feedback: Feedback) -> Bool {
        guard feedback.key != nil else {
            return source.lanes.indices.contains { table.counts[$0] > 0 && isAbout(feedback, $0) }
        }
        var isAny = false
        forEachSeries(of: feedback) { _ in isAny = true }
        return isAny
    }

    /// The series that feedback is about. O(lanes) with a key, and else O(n).
    private func forEachSeries(of feedback: Feedback, _ body: (SeriesNumber) -> Void) {
        let lanes = source.lanes.indices.filter { isAbout(feedback, $0) }
        guard var name = feedback.key else {
            let isMeant = Set(lanes.map { Int32($0) })
            for (number, entry) in table.entries.enumerated() where isMeant.contains(entry.lane) {
                body(SeriesNumber(Int32(number)))
            }
            return
        }
        guard let key = name.withUTF8({ table.keys.number(of: UnsafeRawBufferPointer($0)) }) else { return }
        for lane in lanes { if let series = table.number(ofKey: key, lane: lane) { body(series) } }
    }

    /// Whether feedback is about the series of a lane, which look for anomalies.
    private func isAbout(_ feedback: Feedback, _ index: Int) -> Bool {
        let lane = source.lanes[index]
        guard let model = lane.model.map({ source.models[$0] }), model.detector != nil else { return false }
        let metric = source.schema.values[lane.value].name
        return feedback.metric ?? metric == metric && feedback.model ?? model.name == model.name
    }
}

extension Feedback.Verdict {
    fileprivate var userVerdict: UserVerdict {
        switch self {
        case .falseAlarm: .falseAlarm
        case .confirmed: .confirmed
        case .expected: .expected
        }
    }
}
