import LiquidForecasting
import RecordDecoding
import StreamRuntime
import TimeSeries

/// The state of a partition as bytes: the newest event time of
/// records, that of ticks too, the keys in the order of their numbers with their labels, then
/// the series in the order of theirs, each with its key, its lane and its block; then what each lane's series start from.
/// All integers are little-endian.
extension ForecastingProgram {
    func encodeState() -> [UInt8] {
        var writer = StateWriter()
        writer.reserve(
            blockBytes(of: table.entries.map(\.lane)) + table.keys.count * 64
                + table.priors.all.reduce(0) { $0 + $1.count })
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
            writer.write(block: UnsafeRawBufferPointer(start: entry.block, count: blockByteCount(ofLane: entry.lane)))
        }
        for prior in table.priors.all { writer.write(block: UnsafeRawBufferPointer(prior)) }
        return writer.bytes
    }

    /// The program in the state that ``encodeState()`` wrote; nil when the bytes do not hold together.
    convenience init?(_ source: ForecastedSource, state: [UInt8]) {
        self.init(source)
        let isWhole = state.withUnsafeBytes { bytes in
            var reader = StateReader(bytes)
            return restoreTime(from: &reader) && restoreKeys(from: &reader) && restoreSeries(from: &reader)
                && restorePriors(from: &reader)
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

    private func restoreSeries(from reader: inout StateReader) -> Bool {
        guard let count = reader.readCount() else { return false }
        for _ in 0..<count {
            guard let key = reader.readCount(), let lane = reader.readCount(), key < table.keys.count,
                source.lanes.indices.contains(lane), let model = source.lanes[lane].model,
                table.number(ofKey: key, lane: lane) == nil,
                let block = reader.read(source.models[model].layout.byteCount)
            else { return false }
            guard let series = try? table.addSeries(key: key, lane: lane, of: source.models[model], in: model) else {
                // Building the state anew then says that there is no memory.
                return false
            }
            UnsafeMutableRawBufferPointer(start: table.entries[Int(series.rawValue)].block, count: block.count)
                .copyMemory(from: block)
        }
        return true
    }

    /// After the series, which are prepared from them before their blocks are read.
    private func restorePriors(from reader: inout StateReader) -> Bool {
        for prior in table.priors.all {
            guard let bytes = reader.read(prior.count) else { return false }
            prior.copyMemory(from: bytes)
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
