import LiquidForecasting
import RecordDecoding
import StreamRuntime
import TimeSeries

/// The state of a partition as bytes: with which models it was made, the newest event time of records, that of ticks too, the keys in the order of their numbers with their labels, then
/// the series in the order of theirs, each with its key, its lane and its block; then what each lane's series start from.
/// All integers are little-endian.
extension ForecastingProgram {
    func encodeState() -> [UInt8] {
        var writer = StateWriter()
        writer.reserve(
            blockBytes(of: table.entries.map(\.lane)) + table.keys.count * 64
                + table.priors.all.reduce(0) { $0 + $1.count })
        writer.write(outline.bytes[...])
        writer.write(decoder.newestTime?.microseconds ?? Self.noTime)
        writer.write(watermark)
        writer.write(UInt32(table.keys.count))
        for key in 0..<table.keys.count {
            writer.write(table.keys.bytes(of: key))
            writer.write(UInt32(table.labels[key].count))
            for label in table.labels[key] {
                writer.write(ArraySlice(label.name.utf8))
                writer.write(ArraySlice(label.value.utf8))
            }
        }
        writer.write(UInt32(table.entries.count))
        for entry in table.entries {
            writer.write(UInt32(entry.key))
            writer.write(UInt32(entry.lane))
            writer.write(UnsafeRawBufferPointer(start: entry.block, count: blockByteCount(ofLane: entry.lane)))
        }
        for lane in source.lanes.indices {
            let count = source.lanes[lane].model.map { source.models[$0].forecaster.priorByteCount } ?? 0
            writer.write(
                UnsafeRawBufferPointer(start: table.priors[lane], count: table.priors[lane] == nil ? 0 : count))
        }
        return writer.bytes
    }

    /// The program in the state that ``encodeState()`` wrote, as far as its models can go on with it; nil when the bytes do not
    /// hold together.
    convenience init?(_ source: ForecastedSource, state: [UInt8]) {
        self.init(source)
        let isWhole = state.withUnsafeBytes { bytes in
            var reader = StateReader(bytes)
            guard let former = reader.readBytes().flatMap(StateOutline.read) else { return false }
            restarts = former.restarts(under: StateOutline(source))
            return restoreTime(from: &reader) && restoreKeys(from: &reader) && restoreSeries(from: &reader, of: former)
                && restorePriors(from: &reader, of: former)
                && reader.isAtEnd
        }
        guard isWhole else { return nil }
        queueDeadlines()
    }

    /// What stands for the newest time where no record has been used.
    private static let noTime = Int64.min

    private func restoreTime(from reader: inout StateReader) -> Bool {
        guard let newest = reader.readInteger(), let time = reader.readInteger() else { return false }
        watermark = time
        decoder.newestTime = newest == Self.noTime ? nil : Timestamp(microseconds: newest)
        return true
    }

    private func restoreKeys(from reader: inout StateReader) -> Bool {
        guard let count = reader.readCount() else { return false }
        for _ in 0..<count {
            guard let key = reader.readBytes(), table.keys.number(of: key) == nil, let labelCount = reader.readCount()
            else { return false }
            var labels: [SeriesIdentity.Label] = []
            for _ in 0..<labelCount {
                guard let name = reader.readBytes(), let value = reader.readBytes() else { return false }
                labels.append(
                    .init(name: String(decoding: name, as: UTF8.self), value: String(decoding: value, as: UTF8.self)))
            }
            _ = table.addKey(key, labels: labels)
        }
        return true
    }

    private func restoreSeries(from reader: inout StateReader, of former: StateOutline) -> Bool {
        guard let count = reader.readCount() else { return false }
        let heirs = heirs(of: former)
        for _ in 0..<count {
            guard let key = reader.readCount(), let lane = reader.readCount(), key < table.keys.count,
                former.lanes.indices.contains(lane), let old = former.lanes[lane].model.map({ former.models[$0] }),
                let block = reader.readBytes()
            else { return false }
            guard let heir = heirs[lane], let place = source.lanes[heir].model else { continue }
            let model = source.models[place]
            // Building the state anew says that there is no memory.
            guard table.number(ofKey: key, lane: heir) == nil,
                let series = try? table.addSeries(key: key, lane: heir, of: model, in: place)
            else { return false }
            let memory = table.entries[Int(series.rawValue)].block
            if old == model.outline, block.count == model.blockByteCount {
                memory.copyMemory(from: block.baseAddress ?? UnsafeRawPointer(memory), byteCount: block.count)
            } else {
                model.carry(block, old, to: memory)
            }
        }
        return true
    }

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

    /// After the series, which are prepared from them before their blocks are read.
    private func restorePriors(from reader: inout StateReader, of former: StateOutline) -> Bool {
        let heirs = heirs(of: former)
        for lane in former.lanes.indices {
            guard let bytes = reader.readBytes() else { return false }
            guard !bytes.isEmpty, let heir = heirs[lane], let prior = table.priors[heir],
                bytes.count == source.lanes[heir].model.map({ source.models[$0].forecaster.priorByteCount })
            else { continue }
            prior.copyMemory(from: bytes.baseAddress ?? UnsafeRawPointer(prior), byteCount: bytes.count)
        }
        return true
    }

    private func blockByteCount(ofLane lane: Int32) -> Int {
        source.lanes[Int(lane)].model.map { source.models[$0].layout.byteCount } ?? 0
    }

    private func blockBytes(of lanes: [Int32]) -> Int {
        lanes.reduce(0) { $0 + blockByteCount(ofLane: $1) + 8 }
    }
}
