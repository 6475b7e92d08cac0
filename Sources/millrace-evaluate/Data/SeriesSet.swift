import FileConnector
import RecordDecoding
import StreamRuntime
import TimeSeries

/// The series of one file.
struct SeriesSet: Sendable {
    /// Group, set and file, as `telecom/lte_cells_hourly/lte_cells_hourly`: how the reference's figures name it.
    let path: String
    /// In the order of their keys.
    let series: [RecordedSeries]

    var group: String { path.split(separator: "/").first.map(String.init) ?? path }
    /// The file's name, which tables show.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    /// Whether every series is sampled regularly.
    var isRegular: Bool { series.allSatisfy(\.isRegular) }

    init(path: String, series: [RecordedSeries]) {
        self.path = path
        self.series = series
    }

    /// Reads a file of `ts,key,value`; rows without a finite value are left out.
    ///
    /// - Parameters:
    ///   - path: below the folder, without its ending.
    ///   - keys: at most so many series, evenly chosen from the sorted ones.
    init(path: String, in folder: String, keys: Int?) throws(EvaluationProblem) {
        self.path = path
        let file = "\(folder)/\(path)\(DataFolder.ending)"
        do throws(ConnectorError) {
            let reader = try RecordReader(path: file, shown: file, delimiter: UInt8(ascii: ","))
            series = Self.choose(keys, from: try Self.series(reader))
        } catch {
            throw .badData("\(error)")
        }
        guard !series.isEmpty else {
            throw .badData("\(file) has no row with a time, a key and a number in the columns ts, key and value")
        }
    }

    private static func series(_ reader: RecordReader) throws(ConnectorError) -> [RecordedSeries] {
        let header = try reader.next().map { String(decoding: $0, as: UTF8.self) } ?? ""
        let decoder = RecordDecoder(
            RecordSchema(
                format: .csv, columns: header.split(separator: ",").map(String.init), key: ["key"], timeField: "ts",
                values: [.init(field: "value", name: "value")]))
        var indices: [String: Int] = [:]
        var series: [RecordedSeries] = []
        while let record = try reader.next() {
            guard decoder.decode(key: nil, value: record, timestamp: nil) == nil,
                case .number(let value) = decoder.value(0)
            else { continue }
            let key = String(decoding: decoder.keyBytes, as: UTF8.self)
            let index = indices[key] ?? series.count
            if index == series.count {
                indices[key] = index
                series.append(RecordedSeries(key: key))
            }
            series[index].append(value, at: decoder.time.microseconds)
        }
        return series.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private static func choose(_ limit: Int?, from series: [RecordedSeries]) -> [RecordedSeries] {
        guard let limit, limit < series.count else { return series }
        return (0..<limit).map { series[$0 * series.count / limit] }
    }
}
