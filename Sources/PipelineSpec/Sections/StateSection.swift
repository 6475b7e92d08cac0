/// `state`.
enum StateSection {
    enum StoreType: String, CaseIterable { case local, postgres, kafka, none }
    static let store = Key(
        "store", Kind<StoreType>.choice,
        """
        Where the series' models are kept between runs: local, a folder of this machine; postgres, tables, which every process \
        of the pipeline finds, for up to about 100,000 series; kafka, a compacted topic beside each topic of a source, which \
        every process finds too; or none.
        """, default: "local")
    static let path = Key(
        "path", Kind<String>.text,
        "The folder of the store local, and of a process's name in its group; taken from this file's folder.",
        default: ".millrace/state")
    static let url = Key(
        "url", .secret, "The database of the store postgres, as in a postgres sink.",
        default: "that of the first postgres sink")
    static let topic = Key(
        "topic", Kind<String>.name("the beginning of a topic's name: letters, digits, `_`, `-` and `.`, at most 63"),
        "What the names of the store kafka's topics begin with; the pipeline's, the source's and the topic's name follow.",
        default: "millrace-state")
    static let every = Key("every", Kind<Int64>.duration, "How often each partition is written there.", default: "30s")
    static let maxSeries = Key(
        "max_series", Kind<Int>.integer(1...100_000_000),
        "The most series of one partition; records of more are refused.",
        default: "1000000")
    static let keys: [any KeyDeclaration] = [store, path, url, topic, every, maxSeries]

    /// - Parameters:
    ///   - sources: nil where not all could be read.
    ///   - file: where the file begins.
    static func read(
        _ node: YAMLNode?, sources: [SourceSpec]?, sinks: [SinkSpec], at file: Mark, _ context: DecodingContext
    ) -> StateSpec {
        let section = node.flatMap {
            Section($0, "state", keys: keys, unsupported: ["idle_after", "max_memory", "max_state_bytes"], context)
        }
        let type = section?.value(store) ?? .local
        if let section { check(section, type, sources, context) }
        let kind: StateSpec.Store =
            switch type {
            case .local: .local
            case .postgres: .postgres(url: section.flatMap { database(of: $0, sinks, context) } ?? Secret(""))
            case .kafka: .kafka(topics: section?.value(topic) ?? "millrace-state")
            case .none: .none
            }
        return StateSpec(
            store: kind,
            folder: context.resolve(section?.value(path) ?? ".millrace/state", at: section?.mark(path) ?? file),
            everyMicroseconds: section?.value(every) ?? 30_000_000, maxSeries: section?.value(maxSeries) ?? 1_000_000)
    }

    private static func check(
        _ section: Section, _ type: StoreType, _ sources: [SourceSpec]?, _ context: DecodingContext
    ) {
        if type != .postgres, section.has(url) {
            context.note("`url` is of the store postgres; remove it, or write store: postgres", at: section.mark(url))
        }
        guard type == .kafka else {
            if section.has(topic) {
                context.note(
                    "`topic` is of the store kafka; remove it, or write store: kafka", at: section.mark(topic))
            }
            return
        }
        for source in sources ?? [] {
            if case .kafka = source.kind { continue }
            context.note(
                "the store kafka keeps the state of topics, and the source `\(source.name)` reads none; use local or postgres",
                at: section.mark(store))
        }
    }

    private static func database(of section: Section, _ sinks: [SinkSpec], _ context: DecodingContext) -> Secret? {
        guard context.opensSinks else { return nil }
        if section.has(url) { return section.value(url) }
        if let warehouse = sinks.warehouse { return warehouse.spec.url }
        // A sink that could not be read may be the one.
        if !context.hasErrors {
            context.note(
                "the store postgres needs `url`: there is no postgres sink whose database it could use",
                at: section.mark(store))
        }
        return nil
    }
}
