/// One entry of `sources`.
enum SourceSection {
    enum SourceType: String, CaseIterable { case kafka, file, stdin }

    static let type = Key(
        "type", Kind<SourceType>.choice, "Where records come from: kafka, file or stdin.", required: true)
    static let decode = Key("decode", DecodeSection.kind, "How a record's bytes become fields.")
    static let key = Key(
        "key", Kind<String>.text.list(atLeast: 1),
        "The fields that together name the key; $key is the Kafka message's.",
        default: "$key for kafka")
    static let kafkaTime = Key(
        "time", TimeSection.kind(isKafka: true), "Where the event time stands.", default: "$timestamp")
    static let time = Key("time", TimeSection.kind(isKafka: false), "Where the event time stands.", required: true)
    static let values = Key(
        "values", ValueSection.kind.list(atLeast: 1), "The numbers that become series of the key.", required: true)

    static let path = Key(
        "path", Kind<String>.text, "The file, taken from this file's folder; .gz is unpacked.", required: true)

    private static let unsupported: Set<String> = ["transforms", "schema_registry", "labels"]

    static func keys(of type: SourceType) -> [any KeyDeclaration] {
        let common: [any KeyDeclaration] = [self.type]
        switch type {
        case .kafka: return common + KafkaSection.keys + [decode, key, kafkaTime, values]
        case .file: return common + [path, decode, key, time, values]
        case .stdin: return common + [decode, key, time, values]
        }
    }

    static func read(_ name: String, _ node: YAMLNode, pipeline: String?, _ context: DecodingContext) -> SourceSpec? {
        guard let type = TypeReader.read(SourceType.self, of: "the source \(name)", node, context),
            let section = Section(
                node, "the source \(name)", keys: keys(of: type), unsupported: unsupported, context)
        else { return nil }
        let kind: SourceSpec.Kind?
        switch type {
        case .kafka: kind = KafkaSection.read(section, pipeline: pipeline).map { .kafka($0) }
        case .file:
            kind = section.value(path).map {
                .file(FileSourceSpec(path: $0, resolvedPath: context.resolve($0, at: section.mark(path))))
            }
        case .stdin: kind = .stdin
        }
        let decode = section.value(decode) ?? defaultDecode(kind)
        let timeSpec: TimeSpec?
        if type == .kafka {
            let fallback = TimeSpec(field: TimeSection.messageTimestamp, unit: .milliseconds)
            timeSpec = section.has(kafkaTime) ? section.value(kafkaTime) : fallback
        } else {
            timeSpec = section.value(time)
        }
        let keyFields = section.has(key) ? section.value(key) : (type == .kafka ? ["$key"] : nil)
        if type != .kafka, !section.has(key) {
            context.note("the source \(name) needs `key`: the fields that together name the key", at: node.mark)
        }
        guard let kind, let timeSpec, let keyFields, let values = section.value(values) else { return nil }
        let source = SourceSpec(
            name: name, kind: kind, decode: decode, key: keyFields, time: timeSpec, values: values)
        for (value, mark) in zip(values, section.elementMarks(self.values)) {
            context.valueMarks["\(name).\(value.name)"] = mark
        }
        check(source, section)
        return source
    }

    /// A file's name tells its format where nothing else does.
    private static func defaultDecode(_ kind: SourceSpec.Kind?) -> DecodeSpec {
        guard case .file(let file) = kind, file.path.hasSuffix(".csv") || file.path.hasSuffix(".csv.gz") else {
            return DecodeSpec(format: .json)
        }
        return DecodeSpec(format: .csv)
    }

    private static func check(_ source: SourceSpec, _ section: Section) {
        let context = section.context
        for (index, value) in source.values.enumerated()
        where source.values[..<index].contains(where: { $0.name == value.name }) {
            context.note(
                "two values are named `\(value.name)`; give one another name: {field: …, name: …}",
                at: section.elementMarks(values)[index])
        }
        var isKafka = false
        if case .kafka = source.kind { isKafka = true }
        if !isKafka, source.key.contains("$key") {
            context.note("`$key` is the key of a Kafka message, which this source does not have", at: section.mark(key))
        }
        if !isKafka, source.time.field == TimeSection.messageTimestamp {
            context.note(
                "`$timestamp` is the time of a Kafka message, which this source does not have", at: section.mark(time))
        }
        guard source.decode.format == .csv else { return }
        guard let columns = source.decode.columns else {
            if isKafka {
                context.note(
                    "records of a topic have no header line: list the `columns` under `decode`",
                    at: section.mark(decode))
            }
            return
        }
        let fields = source.key + [source.time.field] + source.values.map(\.field)
        for field in fields where !field.hasPrefix("$") && !columns.contains(field) {
            context.note(
                "there is no column `\(field)`\(Suggestion.text(for: field, among: columns))", at: section.mark(decode))
        }
    }
}
