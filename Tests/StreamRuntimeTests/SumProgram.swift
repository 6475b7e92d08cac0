import Snapshots
import TimeSeries

@testable import StreamRuntime

/// Keeps, for each remainder modulo 3, a running sum: each record is an integer, each output depends on all before it.
final class SumProgram: PartitionProgram {
    private(set) var identities: [SeriesIdentity] = []
    private var numbers: [Int64: SeriesNumber] = [:]
    private var sums: [Int64] = []
    var pendingInputs: [SideInput] = []
    /// Series that have changed since the last image.
    private var changed: Set<Int> = []
    private var copies = SnapshotEntries()
    /// Into how many slices the copying of an image is cut, and how many are left.
    var slices = 1
    private var slicesLeft = 0

    var seriesCount: Int { identities.count }

    init() {}

    init?(state: [UInt8]) {
        let words = String(decoding: state, as: UTF8.self).split(separator: " ").compactMap { Int64($0) }
        guard words.count % 2 == 0 else { return nil }
        for index in stride(from: 0, to: words.count, by: 2) {
            _ = number(of: words[index])
            sums[index / 2] = words[index + 1]
        }
        changed = []
    }

    private func number(of key: Int64) -> SeriesNumber {
        if let known = numbers[key] { return known }
        let number = SeriesNumber(Int32(identities.count))
        numbers[key] = number
        identities.append(SeriesIdentity(key: "\(key)", metric: "n", model: "sum", labels: []))
        changed.insert(sums.count)
        sums.append(0)
        return number
    }

    func advance(through entries: Range<Int>, of batch: RecordBatch, recording: Bool, into epoch: inout Epoch) {
        for entry in batch.entries[entries] {
            let text = String(decoding: batch.bytes[entry.value ?? 0..<0], as: UTF8.self)
            if recording { epoch.tally.received += 1 }
            guard let value = Int64(text) else {
                guard recording else { continue }
                epoch.tally[.deadLettered] += 1
                epoch.deadLetters.append(
                    DeadLetter(
                        offset: entry.offset, metrics: [], reason: "malformed", detail: "\(text) is no integer",
                        timestamp: nil, key: nil, payload: Array(text.utf8)))
                continue
            }
            let number = number(of: value % 3)
            sums[Int(number.rawValue)] += value
            changed.insert(Int(number.rawValue))
            guard recording else { continue }
            var row = ObservationRow(
                offset: entry.offset, series: number, time: Timestamp(microseconds: entry.offset),
                value: Double(value), disposition: .forecast)
            row.expected = Double(sums[Int(number.rawValue)])
            epoch.observations.append(row)
            epoch.tally[.forecast] += 1
        }
    }

    /// Feedback is about the series of its key; a time matters once there is a series.
    func wants(_ input: SideInput) -> Bool {
        switch input.content {
        case .feedback(let feedback): feedback.key.map { key in identities.contains { $0.key == key } } ?? !sums.isEmpty
        case .tick: !sums.isEmpty
        case .order(let order): identities.contains { $0.key == order.key }
        case .restart: true
        }
    }

    /// Adds to the sum of each series that it is about a number that tells inputs apart.
    func apply(_ input: SideInput, recording: Bool, into epoch: inout Epoch) {
        pendingInputs.removeAll { $0 == input }
        for (index, identity) in identities.enumerated() {
            changed.insert(index)
            switch input.content {
            case .feedback(let feedback):
                guard feedback.key ?? identity.key == identity.key else { continue }
                sums[index] += feedback.number * 1_000
            case .tick: sums[index] += 7
            case .order(let order):
                guard order.key == identity.key else { continue }
                sums[index] = 0
                if recording { epoch.answers.append(OrderAnswer(order: order)) }
            case .restart: sums[index] = 1
            }
            guard recording else { continue }
            var row = ObservationRow(
                offset: epoch.range.upperBound, series: SeriesNumber(Int32(index)), time: nil, value: .nan,
                disposition: .forecast)
            row.expected = Double(sums[index])
            epoch.observations.append(row)
        }
    }

    /// Copies at once what may change later.
    func beginImage(isWhole: Bool) -> (entryCount: Int, payload: [UInt8]) {
        copies = SnapshotEntries()
        for number in isWhole ? Array(sums.indices) : changed.sorted() {
            copies.append(number) { $0 += Array("\(identities[number].key) \(sums[number])".utf8) }
        }
        changed = []
        slicesLeft = slices
        return (sums.count, [])
    }

    func copyImage(upTo byteCount: Int) -> Bool {
        slicesLeft -= 1
        return slicesLeft <= 0
    }

    var copiedBytes: Int { copies.byteCount }

    func takeCopies() -> SnapshotEntries {
        defer { copies = SnapshotEntries() }
        return copies
    }

    func dropImage() { copies = SnapshotEntries() }

    func encodeState() -> [UInt8] {
        let words = zip(identities, sums).map { "\($0.key) \($1)" }
        return Array(words.joined(separator: " ").utf8)
    }
}
