import Alerting
import AnomalyScoring
import StreamRuntime
import TimeSeries

/// What happens because time passes: absences, and the ends of incidents.
///
/// Time is the newest event time that the partition has seen, or was told by a tick. It moves with a record before the
/// record's values are looked at, so that a series that was silent for too long was absent, whether others moved the time
/// before or not. It never goes back: a record whose time is far ahead makes every series absent, once, until its next
/// observation, and then nothing is absent until time has come there; `max_future` is what refuses such records.
extension ForecastingProgram {
    /// Moves the time on, if it is new, and lets happen what is due.
    func pass(_ time: Timestamp?, offset: Int64, recording: Bool, into epoch: inout Epoch) {
        if let time, time.microseconds > watermark { watermark = time.microseconds }
        while let due = deadlines.popDue(at: watermark, { deadline(of: $0) }) {
            let series = SeriesNumber(due.series)
            let entry = table.entryToChange(series)
            let model = model(of: entry)
            if due.kind == 0 {
                miss(series, entry, model, from: due.time, offset, recording, into: &epoch)
            } else {
                let policy = Int(due.kind) - 1
                let slot = model.layout.incident(policy, entry.block)
                let transition = model.machines[policy].settle(&slot.pointee.state)
                follow(
                    transition, policy, of: series, model.machines[policy], slot, offset, recording, into: &epoch)
            }
        }
    }

    /// When something is due, as things stand.
    func deadline(of entry: DeadlineQueue.Entry) -> Int64? {
        let series = table.entries[Int(entry.series)]
        let model = model(of: series)
        if entry.kind == 0 { return model.detector?.absentFrom(series.block + model.layout.detector) }
        let policy = Int(entry.kind) - 1
        return model.machines[policy].deadline(model.layout.incident(policy, series.block).pointee.state)
    }

    /// Queues what is due of every series. O(n), after a restart.
    func queueDeadlines() {
        for (index, entry) in table.entries.enumerated() {
            let series = SeriesNumber(Int32(index))
            for kind in 0...model(of: entry).policies.count {
                let due = deadline(of: .init(time: 0, series: series.rawValue, kind: Int32(kind)))
                if let due { deadlines.add(due, series: series, kind: kind) }
            }
        }
    }

    /// A series has been silent for too long.
    private func miss(
        _ series: SeriesNumber, _ entry: SeriesTable.Entry, _ model: ForecastModel, from time: Int64, _ offset: Int64,
        _ recording: Bool, into epoch: inout Epoch
    ) {
        guard let detector = model.detector else { return }
        let state = entry.block + model.layout.detector
        let detection = detector.beSilent(state, until: time)
        let record = detector.record(state)
        if recording {
            tell(detection.change, of: series, record, at: Timestamp(microseconds: time), offset, into: &epoch)
        }
        let sight = IncidentSight(severity: record.episode.severity, score: record.episode.score, isSilence: true)
        for (index, machine) in model.machines.enumerated() {
            let slot = model.layout.incident(index, entry.block)
            let seen = machine.beSilent(sight, from: time, &slot.pointee.state)
            if seen.isWorst { slot.pointee.worst = record }
            follow(seen.transition, index, of: series, machine, slot, offset, recording, into: &epoch)
        }
    }
}
