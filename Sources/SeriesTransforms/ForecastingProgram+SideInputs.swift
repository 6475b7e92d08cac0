import AnomalyScoring
import StreamRuntime
import TimeSeries

/// What the state depends on besides records.
extension ForecastingProgram {
    var newestTime: Timestamp? { watermark == .min ? nil : Timestamp(microseconds: watermark) }

    func wants(_ input: SideInput) -> Bool {
        switch input.content {
        case .feedback(let feedback): isAbout(feedback)
        case .tick(let time):
            time.microseconds > watermark && deadlines.isDue(at: time.microseconds) { deadline(of: $0) }
        }
    }

    func apply(_ input: SideInput, recording: Bool, into epoch: inout Epoch) {
        switch input.content {
        case .feedback(let feedback):
            for index in table.entries.indices where matches(feedback, index) {
                let entry = table.entries[index]
                let model = model(of: entry)
                model.detector?.take(
                    feedback.verdict.userVerdict, from: feedback.from?.microseconds ?? .min,
                    to: feedback.to?.microseconds ?? .max, entry.block + model.layout.detector)
            }
            queueDeadlines()
            pass(nil, offset: epoch.range.upperBound, recording: recording, into: &epoch)
        case .tick(let time): pass(time, offset: epoch.range.upperBound, recording: recording, into: &epoch)
        }
    }

    private func isAbout(_ feedback: Feedback) -> Bool { table.entries.indices.contains { matches(feedback, $0) } }

    private func matches(_ feedback: Feedback, _ index: Int) -> Bool {
        let identity = table.identities[index]
        return feedback.key ?? identity.key == identity.key && feedback.metric ?? identity.metric == identity.metric
            && feedback.model ?? identity.model == identity.model && model(of: table.entries[index]).detector != nil
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
