import LiquidForecasting
import RecordDecoding
import Snapshots
import StreamRuntime
import TimeSeries

/// The state of a partition: an entry for each series, in the order of their numbers, which tells its key too (``SeriesState``);
/// and beside them the newest event time of records, that of ticks too, and what each lane's series start from.
extension ForecastingProgram {
    func beginImage(isWhole: Bool) -> (entryCount: Int, payload: [UInt8]) {
        table.beginImage(isWhole: isWhole)
        var payload: [UInt8] = []
        payload.reserveCapacity(16 + table.priors.all.reduce(0) { $0 + $1.count })
        payload.append(number: decoder.newestTime?.microseconds ?? Self.noTime)
        payload.append(number: watermark)
        for prior in table.priors.all { payload.append(contentsOf: UnsafeRawBufferPointer(prior)) }
        return (table.entries.count, payload)
    }

    func copyImage(upTo byteCount: Int) -> Bool { table.copyImage(upTo: byteCount) }

    var copiedBytes: Int { table.copiedBytes }

    func takeCopies() -> SnapshotEntries { table.takeCopies() }

    func dropImage() { table.dropImage() }

    /// The program in the state of an image; nil when its bytes do not hold together.
    convenience init?(_ source: ForecastedSource, from head: SnapshotHead, _ visit: SnapshotVisit) throws(SnapshotError)
    {
        self.init(source)
        try visit { entry in restoreSeries(entry) }
        guard table.entries.count == head.entryCount, restoreRest(head.payload) else { return nil }
        table.forgetChanges()
        queueDeadlines()
    }

    /// What stands for the newest time where no record has been used.
    private static let noTime = Int64.min

    /// Keys are numbered as their first series were: restoring in that order numbers them again.
    private func restoreSeries(_ entry: UnsafeRawBufferPointer) -> Bool {
        guard let state = SeriesState(entry), source.lanes.indices.contains(state.lane),
            let model = source.lanes[state.lane].model, state.block.count == source.models[model].layout.byteCount
        else { return false }
        let key = table.keys.number(of: state.key) ?? table.addKey(state.key, labels: state.labels)
        guard table.number(ofKey: key, lane: state.lane) == nil,
            // Building the state anew then says that there is no memory.
            let series = try? table.addSeries(key: key, lane: state.lane, of: source.models[model], in: model)
        else { return false }
        UnsafeMutableRawBufferPointer(
            start: table.entries[Int(series.rawValue)].block, count: state.block.count
        ).copyMemory(from: state.block)
        return true
    }

    /// After the series, which are prepared from it before their blocks are read.
    private func restoreRest(_ payload: [UInt8]) -> Bool {
        payload.withUnsafeBytes { bytes in
            var reader = StateReader(bytes)
            guard let newest = reader.readInteger(), let time = reader.readInteger() else { return false }
            watermark = time
            decoder.newestTime = newest == Self.noTime ? nil : Timestamp(microseconds: newest)
            for prior in table.priors.all {
                guard let bytes = reader.read(prior.count) else { return false }
                prior.copyMemory(from: bytes)
            }
            return reader.isAtEnd
        }
    }
}
