import LiquidForecasting
import RecordDecoding
import Snapshots
import StreamRuntime
import TimeSeries

/// The state of a partition: an entry for each series, in the order of their numbers, which tells its key too (``SeriesState``);
/// and beside them with which models it was made, the newest event time of records, that of ticks too, and what each lane's series
/// start from.
extension ForecastingProgram {
    func beginImage(isWhole: Bool) -> (entryCount: Int, payload: [UInt8]) {
        table.beginImage(isWhole: isWhole)
        var payload: [UInt8] = []
        payload.reserveCapacity(4_096 + table.priors.all.reduce(0) { $0 + $1.count })
        payload.append(part: outline.bytes)
        payload.append(number: decoder.newestTime?.microseconds ?? Self.noTime)
        payload.append(number: watermark)
        for lane in source.lanes.indices {
            payload.append(part: UnsafeRawBufferPointer(start: table.priors[lane], count: priorByteCount(ofLane: lane)))
        }
        return (table.entries.count, payload)
    }

    func copyImage(upTo byteCount: Int) -> Bool { table.copyImage(upTo: byteCount) }

    var copiedBytes: Int { table.copiedBytes }

    func takeCopies() -> SnapshotEntries { table.takeCopies() }

    func dropImage() { table.dropImage() }

    /// The program in the state of an image, as far as its models can go on with it; nil when its bytes do not hold together.
    convenience init?(_ source: ForecastedSource, from head: SnapshotHead, _ visit: SnapshotVisit) throws(SnapshotError)
    {
        self.init(source)
        let former = head.payload.withUnsafeBytes { bytes in
            var reader = StateReader(bytes)
            return reader.readBytes().flatMap(StateOutline.read)
        }
        guard var former else { return nil }
        let present = StateOutline(source)
        restarts = former.restarts(under: present)
        let heirs = heirs(of: former)
        var count = 0
        try visit { entry in
            count += 1
            return restoreSeries(entry, of: former, heirs)
        }
        guard count == head.entryCount, restoreRest(head.payload, heirs) else { return nil }
        for lane in former.lanes.indices { former.lanes[lane].restarts = nil }
        isReshaped = former != present
        table.forgetChanges()
        queueDeadlines()
    }

    /// What stands for the newest time where no record has been used.
    private static let noTime = Int64.min

    /// For each lane of a state, the lane of this program that goes on with its series; nil where none does.
    private func heirs(of former: StateOutline) -> [Int?] {
        let present = StateOutline(source)
        return former.lanes.map { old in
            present.lanes.firstIndex { lane in
                lane.value == old.value && lane.model != nil
                    && lane.model.map { present.models[$0].name } == old.model.map { former.models[$0].name }
            }
        }
    }

    /// Keys are numbered as their first series were: restoring in that order numbers them again.
    private func restoreSeries(_ entry: UnsafeRawBufferPointer, of former: StateOutline, _ heirs: [Int?]) -> Bool {
        guard let state = SeriesState(entry), former.lanes.indices.contains(state.lane),
            let old = former.lanes[state.lane].model.map({ former.models[$0] })
        else { return false }
        guard let lane = heirs[state.lane], let place = source.lanes[lane].model else { return true }
        let model = source.models[place]
        let key = table.keys.number(of: state.key) ?? table.addKey(state.key, labels: state.labels)
        guard table.number(ofKey: key, lane: lane) == nil,
            // Building the state anew then says that there is no memory.
            let series = try? table.addSeries(key: key, lane: lane, of: model, in: place)
        else { return false }
        let memory = table.entries[Int(series.rawValue)].block
        if old == model.outline {
            guard state.block.count == model.blockByteCount else { return false }
            memory.copyMemory(from: state.block.baseAddress ?? UnsafeRawPointer(memory), byteCount: state.block.count)
        } else {
            model.carry(state.block, old, to: memory)
        }
        return true
    }

    /// After the series, which are prepared from it before their blocks are read.
    private func restoreRest(_ payload: [UInt8], _ heirs: [Int?]) -> Bool {
        payload.withUnsafeBytes { bytes in
            var reader = StateReader(bytes)
            guard reader.readBytes() != nil, let newest = reader.readInteger(), let time = reader.readInteger() else {
                return false
            }
            watermark = time
            decoder.newestTime = newest == Self.noTime ? nil : Timestamp(microseconds: newest)
            for heir in heirs {
                guard let bytes = reader.readBytes() else { return false }
                guard let heir, let prior = table.priors[heir], bytes.count == priorByteCount(ofLane: heir) else {
                    continue
                }
                prior.copyMemory(from: bytes.baseAddress ?? UnsafeRawPointer(prior), byteCount: bytes.count)
            }
            return reader.isAtEnd
        }
    }

    private func priorByteCount(ofLane lane: Int) -> Int {
        source.lanes[lane].model.map { source.models[$0].forecaster.priorByteCount } ?? 0
    }
}
