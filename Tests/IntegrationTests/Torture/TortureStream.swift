import Foundation
import NumericKernels
import Testing

/// Traffic of the shipped backbone, again and again, and among it what is poison, late, said twice or impossible.
struct TortureStream {
    private struct Row {
        let time: Int64
        let flow: String
        let volume: String
    }

    private let rows: [Row]
    private let span: Int64
    private var random: SplitMix64
    private var next = 0
    private var last = ""
    /// Until which row each flow says what is impossible.
    private var bursts: [String: Int] = [:]

    init(seed: UInt64) throws {
        let file = Shell.root.appendingPathComponent("pipelines/data/abilene.csv.gz").path
        let text = try Shell.run(Shell.find("zcat"), [file]).standardOutput
        rows = text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: ",").map(String.init)
            return Int64(fields[0]).map { Row(time: $0, flow: "\(fields[1])/\(fields[2])", volume: fields[3]) }
        }
        span = try #require(rows.last).time - (try #require(rows.first).time) + 300_000
        random = SplitMix64(seed: seed)
    }

    /// The next lines, `key<TAB>record`.
    mutating func lines(_ count: Int) -> [String] { (0..<count).map { _ in line() } }

    private mutating func line() -> String {
        let row = rows[next % rows.count]
        let time = row.time + Int64(next / rows.count) * span
        next += 1
        var load = row.volume
        if next > 5_000, random.next() % 1_500 == 0 { bursts[row.flow] = next + 400 }
        if bursts[row.flow, default: 0] > next { load = "9e15" }
        switch random.next() % 400 {
        case 0: return "\(row.flow)\t{\"flow\":\"\(row.flow)\",\"ts\":\(time),\"load\":"
        case 1: return "\(row.flow)\t{\"flow\":\"\(row.flow)\",\"ts\":\(time),\"load\":\"much\"}"
        case 2: return "\(row.flow)\t{\"flow\":\"\(row.flow)\",\"ts\":\(time - 3_600_000),\"load\":\(load)}"
        case 3 where !last.isEmpty: return last
        default:
            last = "\(row.flow)\t{\"flow\":\"\(row.flow)\",\"ts\":\(time),\"load\":\(load)}"
            return last
        }
    }
}
