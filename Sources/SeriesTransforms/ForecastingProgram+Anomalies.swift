import Alerting
import AnomalyScoring
import LiquidForecasting
import StreamRuntime
import TimeSeries

/// Anomalies of the observations, and the incidents that come of them.
extension ForecastingProgram {
    /// Whether people call what a series shows at a time expected: then nothing is learned of it.
    func isShielded(_ entry: SeriesTable.Entry, _ model: ForecastModel, at time: Timestamp) -> Bool {
        model.detector?.isShielded(entry.block + model.layout.detector, at: time.microseconds) ?? false
    }

    /// Looks at a value that is the series' newest, after the forecaster.
    ///
    /// - Parameter forecast: the forecast issued after it; nil where none was.
    /// - Returns: nil where the model does not look for anomalies.
    func look(
        at value: Double, of series: SeriesNumber, _ model: ForecastModel, at time: Timestamp, _ advance: Advance,
        forecast: UnsafePointer<Double>?, offset: Int64, recording: Bool, into epoch: inout Epoch
    ) -> Detection? {
        guard let detector = model.detector else { return nil }
        let block = table.entries[Int(series.rawValue)].block
        let state = block + model.layout.detector
        if detector.breakSilence(state), recording {
            tell(.ended, of: series, detector.record(state), at: time, offset, into: &epoch)
        }
        let detection = detector.observe(
            state, value: value, at: time.microseconds, now: watermark, step: advance.stepMicroseconds,
            expected: advance.expected, bounds: widestBounds(of: advance, model.forecaster), forecast: forecast)
        if let absent = detector.absentFrom(state) { deadlines.add(absent, series: series, kind: 0) }
        if recording, detection.change != .none {
            tell(detection.change, of: series, detector.record(state), at: time, offset, into: &epoch)
        }
        guard !model.policies.isEmpty else { return detection }
        model.layout.recent(block).pointee.append(value)
        var sight: IncidentSight?
        if detection.isAnomalous {
            let episode = detector.episode(state)
            sight = IncidentSight(severity: episode.severity, score: episode.score)
        }
        for (index, machine) in model.machines.enumerated() {
            let slot = model.layout.incident(index, block)
            if slot.pointee.state.isSilent { slot.pointee.heardAgain = time.microseconds }
            let seen = machine.observe(sight, at: time.microseconds, now: watermark, &slot.pointee.state)
            if seen.isWorst { slot.pointee.worst = detector.record(state) }
            if let sight, sight.severity >= machine.policy.leastSeverity {
                slot.pointee.worst.episode.last = max(slot.pointee.worst.episode.last, time.microseconds)
            }
            follow(seen.transition, index, of: series, machine, slot, offset, recording, into: &epoch)
        }
        return detection
    }

    private func widestBounds(of advance: Advance, _ forecaster: LiquidForecaster) -> (lower: Double, upper: Double) {
        guard !advance.expected.isNaN, let start = forecast.baseAddress else { return (.nan, .nan) }
        let end = start + forecaster.expectationOffset + forecaster.expectationCount
        return (end[-2], end[-1])
    }

    /// Takes down a change of an incident, and when it next changes by itself.
    func follow(
        _ transition: IncidentTransition?, _ policy: Int, of series: SeriesNumber, _ machine: IncidentMachine,
        _ slot: UnsafeMutablePointer<IncidentSlot>, _ offset: Int64, _ recording: Bool, into epoch: inout Epoch
    ) {
        if let deadline = machine.deadline(slot.pointee.state) {
            deadlines.add(deadline, series: series, kind: 1 + policy)
        }
        guard recording, let transition else { return }
        let entry = table.entries[Int(series.rawValue)]
        let at = Timestamp(microseconds: transition.at)
        let change: AnomalyRow.Change =
            switch transition.change {
            case .firing: .started
            case .escalated: .worsened
            case .resolved: .ended
            }
        // A silence was over when something came, however much later the incident is.
        let isHeardAgain = transition.change == .resolved && slot.pointee.worst.episode.kind == .absent
        let end = isHeardAgain ? Timestamp(microseconds: slot.pointee.heardAgain) : at
        epoch.tally.alerts += 1
        epoch.alerts.append(
            AlertRow(
                offset: offset, series: series, policy: machine.policy.name,
                fingerprint: IncidentFingerprint.text(
                    pipeline: source.pipeline, policy: machine.policy.name, table.identities[Int(series.rawValue)]),
                opened: Timestamp(microseconds: transition.opened), sequence: transition.sequence,
                change: transition.change, at: at, severity: transition.severity,
                anomaly: row(change, of: series, slot.pointee.worst, at: end, offset, says: AnomalySentence.news),
                observations: transition.observations,
                recent: model(of: entry).layout.recent(entry.block).pointee.all))
    }

    /// Appends what is known of an anomaly.
    func tell(
        _ change: Detection.Change, of series: SeriesNumber, _ record: EpisodeRecord, at time: Timestamp,
        _ offset: Int64, into epoch: inout Epoch
    ) {
        switch change {
        case .none: return
        case .started:
            epoch.tally.anomalies += 1
            epoch.anomalies.append(row(.started, of: series, record, at: time, offset))
        case .worsened: epoch.anomalies.append(row(.worsened, of: series, record, at: time, offset))
        case .ended: epoch.anomalies.append(row(.ended, of: series, record, at: time, offset))
        }
    }

    private func row(
        _ change: AnomalyRow.Change, of series: SeriesNumber, _ record: EpisodeRecord, at time: Timestamp,
        _ offset: Int64, says sentence: (AnomalySentence) -> (AnomalyRow) -> String = AnomalySentence.text
    ) -> AnomalyRow {
        let episode = record.episode
        var row = AnomalyRow(
            offset: offset, series: series, change: change, start: Timestamp(microseconds: episode.start),
            peak: Timestamp(microseconds: episode.peak), last: Timestamp(microseconds: episode.last),
            end: change == .ended ? time : nil, observations: episode.observations, value: episode.value,
            expected: episode.expected, lower: episode.lower, upper: episode.upper, score: episode.score,
            returnPeriodMicroseconds: ReturnPeriod(of: episode.returnPeriodMicroseconds)?.microseconds ?? 0,
            kind: episode.kind,
            severity: episode.severity,
            contributions: record.contributions.map { .init(evidence: $0.evidence, score: $0.score) }, sentence: "")
        if episode.kind == .absent || episode.kind == .stuck { row.since = Timestamp(microseconds: episode.since) }
        let settings = model(of: table.entries[Int(series.rawValue)]).detector?.settings
        row.sentence = sentence(
            AnomalySentence(
                table.identities[Int(series.rawValue)], possible: (settings?.lowest, settings?.highest)))(row)
        return row
    }

    /// The model of a series.
    func model(of entry: SeriesTable.Entry) -> ForecastModel {
        guard let model = source.lanes[Int(entry.lane)].model else { preconditionFailure("a series has a model") }
        return source.models[model]
    }
}
