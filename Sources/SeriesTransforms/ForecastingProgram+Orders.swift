import Alerting
import AnomalyScoring
import RecordDecoding
import StreamRuntime
import TimeSeries

/// What people order to be done with single series.
extension ForecastingProgram {
    /// The series that an order is about; nil where it is not there. O(lanes).
    func series(of order: SeriesOrder) -> SeriesNumber? {
        var name = order.key
        guard let key = name.withUTF8({ table.keys.number(of: UnsafeRawBufferPointer($0)) }) else { return nil }
        return source.lanes.indices.lazy.filter { index in
            let lane = self.source.lanes[index]
            return lane.model.map { self.source.models[$0].name } == order.model
                && self.source.schema.values[lane.value].name == order.metric
        }.compactMap { self.table.number(ofKey: key, lane: $0) }.first
    }

    func follow(_ order: SeriesOrder, recording: Bool, into epoch: inout Epoch) {
        guard let series = series(of: order) else { return }
        var answer = OrderAnswer(order: order)
        switch order.action {
        case .reset, .delete: restart(series, recording: recording, into: &epoch)
        case .export: if recording { answer.exported = file(of: series, in: epoch).bytes }
        case .import:
            do throws(SeriesFile.Problem) {
                let block = try block(in: order.exported, for: series)
                restart(series, from: block, recording: recording, into: &epoch)
            } catch {
                answer.refusal = error.text
            }
        }
        if recording { epoch.answers.append(answer) }
    }

    /// The series' memory, as it is now.
    func file(of series: SeriesNumber, in epoch: Epoch) -> SeriesFile {
        let entry = table.entries[Int(series.rawValue)]
        let (identity, model) = (table.identities[Int(series.rawValue)], model(of: entry))
        return SeriesFile(
            header: .init(
                pipeline: source.pipeline, model: identity.model, key: identity.key, metric: identity.metric,
                settings: model.fingerprint, source: epoch.partition.source, topic: epoch.partition.topic,
                partition: epoch.partition.partition, offset: epoch.range.upperBound, time: newestTime?.rfc3339),
            block: Array(UnsafeRawBufferPointer(start: entry.block, count: model.blockByteCount)))
    }

    /// The block of a file that may become that of a series.
    private func block(in bytes: [UInt8], for series: SeriesNumber) throws(SeriesFile.Problem) -> [UInt8] {
        let file = try SeriesFile(reading: bytes)
        let model = model(of: table.entries[Int(series.rawValue)])
        guard file.header.settings == model.fingerprint, file.block.count == model.blockByteCount else {
            throw SeriesFile.Problem(
                text: "was exported with other settings of the model \(model.name) than the pipeline runs with")
        }
        return file.block
    }

    /// Lets a series start anew, from nothing or from a block of the same settings. An anomaly that is under way is over, and
    /// so is what alerts made of it: the new memory knows nothing of them.
    ///
    /// - Parameter keepsNames: whether incidents to come have names that differ from those before.
    func restart(
        _ series: SeriesNumber, from new: [UInt8]? = nil, keepsNames: Bool = true, recording: Bool,
        into epoch: inout Epoch
    ) {
        let entry = table.entryToChange(series)
        let model = model(of: entry)
        let (block, offset) = (entry.block, epoch.range.upperBound)
        endAnomalies(of: series, entry, model, offset, recording, into: &epoch)
        let before = model.policies.indices.map { model.layout.incident($0, block).pointee.state }
        block.initializeMemory(as: UInt8.self, repeating: 0, count: model.blockByteCount)
        model.prepare(block, from: table.priors[Int(entry.lane)])
        new?.withUnsafeBytes { block.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(block), byteCount: $0.count) }
        for (policy, old) in before.enumerated() {
            // No incident to come has the name of one that was told.
            var state = IncidentState()
            guard keepsNames else { continue }
            state.opened = max(old.opened, model.layout.incident(policy, block).pointee.state.opened)
            state.resolvedAt = old.resolvedAt
            model.layout.incident(policy, block).pointee.state = state
        }
        for kind in 0...model.policies.count {
            let due = deadline(of: .init(time: 0, series: series.rawValue, kind: Int32(kind)))
            if let due { deadlines.bringForward(due, series: series, kind: kind) }
        }
    }

    func endAnomalies(
        of series: SeriesNumber, _ entry: SeriesTable.Entry, _ model: ForecastModel, _ offset: Int64, _ recording: Bool,
        into epoch: inout Epoch
    ) {
        guard let detector = model.detector else { return }
        let state = entry.block + model.layout.detector
        if detector.endEpisode(state), recording {
            let record = detector.record(state)
            let time = Timestamp(microseconds: max(watermark, record.episode.last))
            tell(.ended, of: series, record, at: time, offset, into: &epoch)
        }
        for (index, machine) in model.machines.enumerated() {
            let slot = model.layout.incident(index, entry.block)
            if slot.pointee.state.isSilent { slot.pointee.heardAgain = watermark }
            let transition = machine.end(at: watermark, &slot.pointee.state)
            follow(transition, index, of: series, machine, slot, offset, recording, into: &epoch)
        }
    }
}
