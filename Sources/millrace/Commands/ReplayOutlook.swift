import PipelineSpec
import PostgresConnector
import RecordDecoding
import StreamRuntime
import Telemetry
import TimeSeries

/// What will become of records that are sent again, as far as it can be told without the pipeline: whether its file refuses
/// them, and whether the newest forecast of their series, or a record sent before them, is as new.
final class ReplayOutlook {
    enum Fate: Hashable {
        case used
        /// Every value of it is late, or a duplicate.
        case late
        /// With a stable word.
        case refused(String)
    }

    /// A key's value, as a series has it.
    private struct Name: Hashable {
        let key: String
        let metric: String
    }

    private let pipeline: String
    private var decoders: [String: RecordDecoder] = [:]
    private var newest: [Name: Timestamp] = [:]
    private var known: Set<String> = []

    init(of spec: PipelineSpec, _ log: Log) throws(ConnectorError) {
        pipeline = spec.name
        let assembly = PipelineAssembly(spec: spec, log: log)
        for source in spec.sources {
            if case .kafka = source.kind { decoders[source.name] = RecordDecoder(try assembly.schema(of: source)) }
        }
    }

    /// Whether the event time of a source's records is the message's own.
    func goesByMessageTime(_ source: String) -> Bool {
        decoders[source]?.schema.timeField == RecordSchema.messageTimestamp
    }

    /// Finds out how far the series of records are.
    func learn(of records: [DeadRecord], _ letters: PostgresDeadLetters) throws(ConnectorError) {
        let keys = Set(records.compactMap { record in read(record) { String(decoding: $0.keyBytes, as: UTF8.self) } })
            .subtracting(known)
        for found in try letters.newest(of: keys, pipeline: pipeline) {
            newest[Name(key: found.key, metric: found.metric)] = found.time
        }
        known.formUnion(keys)
    }

    /// To be asked in the order in which records are sent.
    func fate(of record: DeadRecord) -> Fate {
        var refusal: Refusal?
        let fate = read(record, refusal: &refusal) { decoder -> Fate in
            let key = String(decoding: decoder.keyBytes, as: UTF8.self)
            var isLate = false
            var refused: Refusal?
            var isUsed = false
            for (index, value) in decoder.schema.values.enumerated() {
                switch decoder.value(index) {
                case .absent: break
                case .refused(let reason): refused = refused ?? reason
                case .number:
                    let name = Name(key: key, metric: value.name)
                    if let last = newest[name], decoder.time <= last {
                        isLate = true
                    } else {
                        newest[name] = decoder.time
                        isUsed = true
                    }
                }
            }
            // One that brings nothing is counted as filtered.
            return isUsed ? .used : isLate ? .late : refused.map { .refused($0.code.rawValue) } ?? .used
        }
        return fate ?? .refused(refusal?.code.rawValue ?? "unknown source")
    }

    private func read<Value>(_ record: DeadRecord, _ body: (RecordDecoder) -> Value) -> Value? {
        var refusal: Refusal?
        return read(record, refusal: &refusal, body)
    }

    private func read<Value>(
        _ record: DeadRecord, refusal: inout Refusal?, _ body: (RecordDecoder) -> Value
    ) -> Value? {
        guard let decoder = decoders[record.source] else { return nil }
        // The decoder reads up to 64 bytes behind the value. What is sent now is of now.
        let time = goesByMessageTime(record.source) ? record.timestamp : .wallClock
        let padded = record.payload.map { $0 + Array(repeating: 0, count: 64) }
        return (record.key ?? []).withUnsafeBytes { key in
            (padded ?? []).withUnsafeBytes { value in
                refusal = decoder.decode(
                    key: record.key == nil ? nil : key,
                    value: record.payload.map { UnsafeRawBufferPointer(rebasing: value[..<$0.count]) }, timestamp: time)
                return refusal == nil ? body(decoder) : nil
            }
        }
    }
}
