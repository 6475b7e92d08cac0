import Foundation
import KafkaConnector
import PipelineSpec
import StreamRuntime
import Synchronization
import TimeSeries

/// What a backtest reads: a pipeline's own sources, files in their place, or a range of its topics.
final class BacktestInput: Sendable {
    private let inputs: [String]
    private let from: Timestamp?
    private let to: Timestamp?
    /// By brokers and topics: two pipelines that read the same topics read the same records.
    private let ranges = Mutex<[[String]: KafkaRange]>([:])

    init(_ options: BacktestOptions) {
        inputs = options.inputs
        from = options.from
        to = options.to
    }

    /// The pipeline with its sources replaced by what was asked for.
    ///
    /// - Throws: ``UsageError`` when that does not fit the pipeline.
    func replacingSources(of spec: PipelineSpec) throws -> PipelineSpec {
        var spec = spec
        if from != nil || to != nil, !spec.sources.contains(where: \.kind.isKafka) {
            throw BacktestOptions.wrong(
                "--from and --to choose records of a topic, but \(spec.name) reads none; leave them out")
        }
        let names = spec.sources.map(\.name)
        var given: Set<String> = []
        for input in inputs {
            let (name, path) = try split(input, names, spec.name)
            guard given.insert(name).inserted else {
                throw BacktestOptions.wrong("--input names the source \(name) twice")
            }
            for index in spec.sources.indices where spec.sources[index].name == name {
                spec.sources[index] = try Self.source(spec.sources[index], reading: path)
            }
        }
        if !inputs.isEmpty, let missing = names.first(where: { !given.contains($0) }) {
            throw BacktestOptions.wrong("--input \(missing)=FILE is needed too: \(spec.name) has several sources")
        }
        return spec
    }

    /// The range of a source's topics.
    func range(of topics: KafkaSourceSpec) -> KafkaRange {
        ranges.withLock { ranges in
            let key = [topics.brokers] + topics.topics.sorted()
            let range = ranges[key] ?? KafkaRange(from: from, to: to)
            ranges[key] = range
            return range
        }
    }

    private func split(_ input: String, _ names: [String], _ pipeline: String) throws -> (name: String, path: String) {
        let parts = input.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, names.contains(parts[0]), !parts[1].isEmpty { return (parts[0], parts[1]) }
        if names.count == 1, !input.isEmpty { return (names[0], input) }
        guard parts.count == 2 else {
            throw BacktestOptions.wrong(
                "--input needs NAME=FILE for each source, since \(pipeline) has several: \(names.joined(separator: ", "))"
            )
        }
        let suggestion = Suggestion.text(for: parts[0], among: names)
        throw BacktestOptions.wrong("--input: \(pipeline) has no source `\(parts[0])`\(suggestion)")
    }

    /// The source with a file in place of what it reads. A name that ends in .csv or .csv.gz tells the format, as it does
    /// in a pipeline file.
    private static func source(_ source: SourceSpec, reading path: String) throws -> SourceSpec {
        let fields = source.key + [source.time.field]
        if let field = fields.first(where: { $0 == "$key" || $0 == "$timestamp" }) {
            throw BacktestOptions.wrong(
                """
                --input: the source \(source.name) takes \(field) from Kafka's message, which a file does not have; read \
                the topic by --from and --to, or name a field of the records in the pipeline
                """)
        }
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
            throw ConnectorError.unusable("--input: there is no file \(path)")
        }
        if attributes[.type] as? FileAttributeType == .typeRegular, (attributes[.size] as? NSNumber)?.int64Value == 0 {
            throw ConnectorError.inconsistent("--input: \(path) is empty")
        }
        var source = source
        if source.decode.format != .csv, path.hasSuffix(".csv") || path.hasSuffix(".csv.gz") {
            source.decode = DecodeSpec(format: .csv)
        }
        // A file counts max_future from the newest record before, where an hour may be no more than a gap.
        if source.time.isMaxFutureDefault { source.time.maxFutureMicroseconds = nil }
        source.kind = .file(FileSourceSpec(path: path, resolvedPath: path))
        return source
    }
}

extension SourceSpec.Kind {
    var isKafka: Bool { if case .kafka = self { true } else { false } }
    var isStandardInput: Bool { if case .stdin = self { true } else { false } }
}
