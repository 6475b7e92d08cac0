import LiquidForecasting
import RecordDecoding
import Snapshots
import StreamRuntime
import TimeSeries

/// The series of one partition: how they are found by key and lane, and where their blocks are.
struct SeriesTable {
    /// One series: which model it has, and its block.
    struct Entry {
        let lane: Int32
        let key: Int32
        let block: UnsafeMutableRawPointer
    }

    private let source: ForecastedSource
    private let slabs: [BlockSlab]
    /// What series of the same lane start from.
    let priors: LanePriors
    private(set) var keys = KeyDirectory()
    /// The fields of each key by name.
    private(set) var labels: [[SeriesIdentity.Label]] = []
    /// The series' number for each key and lane; -1 where there is none yet.
    private var numbers: [Int32] = []
    private(set) var entries: [Entry] = []
    private(set) var identities: [SeriesIdentity] = []
    /// What has changed since the last image of the state was begun.
    private var changes = ChangedSeries()
    /// Copies that have been made for it.
    private var copies = SnapshotEntries()
    /// How many series each lane has.
    private(set) var counts: [Int]

    init(_ source: ForecastedSource, within budget: MemoryBudget) {
        self.source = source
        slabs = source.models.map { BlockSlab(blockByteCount: $0.layout.byteCount, within: budget) }
        priors = LanePriors(source)
        counts = Array(repeating: 0, count: source.lanes.count)
    }

    var isFull: Bool { entries.count >= source.maxSeries }

    /// The number of the series of a known key in a lane.
    func number(ofKey key: Int, lane: Int) -> SeriesNumber? {
        let number = numbers[key * source.lanes.count + lane]
        return number < 0 ? nil : SeriesNumber(number)
    }

    /// Adds a key that has no series yet.
    mutating func addKey(_ bytes: UnsafeRawBufferPointer, labels keyLabels: [SeriesIdentity.Label]) -> Int {
        labels.append(keyLabels)
        numbers.append(contentsOf: repeatElement(-1, count: source.lanes.count))
        return keys.add(bytes)
    }

    /// Adds the series of a key in a lane that has a model; its block is prepared.
    ///
    /// - Throws: ``ConnectorError/unusable(_:)`` when there is no memory for it.
    mutating func addSeries(
        key: Int, lane: Int, of model: ForecastModel, in slab: Int
    ) throws(ConnectorError) -> SeriesNumber {
        let number = Int32(entries.count)
        let block = try slabs[slab].allocate()
        model.prepare(block, from: priors[lane])
        numbers[key * source.lanes.count + lane] = number
        counts[lane] += 1
        _ = changes.note(entries.count)
        entries.append(Entry(lane: Int32(lane), key: Int32(key), block: block))
        identities.append(
            SeriesIdentity(
                key: String(decoding: keys.bytes(of: key), as: UTF8.self),
                metric: source.schema.values[source.lanes[lane].value].name, model: model.name, labels: labels[key]))
        return SeriesNumber(number)
    }

    /// The entry of a series whose block is about to be changed; nobody changes a block without.
    mutating func entryToChange(_ series: SeriesNumber) -> Entry {
        let index = Int(series.rawValue)
        if changes.note(index) { copy(index) }
        return entries[index]
    }

    /// Begins to copy all series, or those that have changed since the last time.
    mutating func beginImage(isWhole: Bool) {
        changes.begin(of: entries.count, isWhole: isWhole)
        copies = SnapshotEntries()
    }

    /// Copies further series, of about so many bytes; false when there may be more.
    mutating func copyImage(upTo byteCount: Int) -> Bool {
        let end = copies.byteCount + byteCount
        while copies.byteCount < end {
            guard let series = changes.takeNext() else { return true }
            copy(series)
        }
        return false
    }

    var copiedBytes: Int { copies.byteCount }

    mutating func takeCopies() -> SnapshotEntries {
        defer { copies = SnapshotEntries() }
        return copies
    }

    mutating func dropImage() {
        changes.drop()
        copies = SnapshotEntries()
    }

    /// As the state was restored, nothing has changed.
    mutating func forgetChanges() {
        changes.begin(of: 0, isWhole: true)
    }

    /// For how many bytes of copies there is room without moving them.
    private static let usualBytes = 5 << 20

    private mutating func copy(_ series: Int) {
        let entry = entries[series]
        let key = Int(entry.key)
        let (name, keyLabels) = (keys.bytes(of: key), labels[key])
        let block = UnsafeRawBufferPointer(start: entry.block, count: blockByteCount(ofLane: entry.lane))
        if copies.isEmpty { copies.reserve(Self.usualBytes) }
        copies.append(series) { bytes in
            SeriesState.write(lane: entry.lane, key: name, labels: keyLabels, block: block, to: &bytes)
        }
    }

    private func blockByteCount(ofLane lane: Int32) -> Int {
        source.lanes[Int(lane)].model.map { source.models[$0].layout.byteCount } ?? 0
    }
}
