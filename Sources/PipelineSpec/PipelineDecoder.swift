/// Turns the nodes of a pipeline's files into a ``PipelineSpec``, noting everything that is wrong on the way.
struct PipelineDecoder {
    let context: DecodingContext
    private var sections: [String: YAMLNode] = [:]
    /// Entries of `sources`, `models` and `sinks`, in order.
    private var entries: [String: [(key: YAMLNode, value: YAMLNode)]] = [:]

    private static let merged: Set<String> = ["sources", "models", "sinks"]

    init(_ context: DecodingContext) { self.context = context }

    /// Adds what a file says to what the files before it said.
    mutating func add(_ root: YAMLNode) {
        guard case .mapping(let pairs) = root.content else {
            context.note("a pipeline file has to be a mapping, but this is \(root.kind)", at: root.mark)
            return
        }
        for (key, value) in pairs {
            let name = key.scalar ?? ""
            if PipelineSections.unsupported.contains(name) {
                context.note("`\(name)` is not supported by this version of Millrace; remove it", at: key.mark)
            } else if !PipelineSections.names.contains(name) {
                let suggestion = Suggestion.text(for: name, among: PipelineSections.names)
                let known =
                    suggestion.isEmpty ? "; there are \(PipelineSections.names.joined(separator: ", "))" : suggestion
                context.note("there is no section `\(name)`\(known)", at: key.mark)
            } else if Self.merged.contains(name) {
                merge(name, value)
            } else if let first = sections[name] {
                guard first.scalar == nil || first.scalar != value.scalar else { continue }
                context.note("`\(name)` stands in \(first.mark.file):\(first.mark.line) already", at: key.mark)
            } else {
                sections[name] = value
            }
        }
    }

    private mutating func merge(_ name: String, _ node: YAMLNode) {
        guard case .mapping(let pairs) = node.content, !pairs.isEmpty else {
            context.note("`\(name)` has to be a mapping of names, but this is \(node.kind)", at: node.mark)
            return
        }
        for pair in pairs {
            let written = pair.key.scalar ?? ""
            if Kind<String>.name("").read(pair.key, DecodingContext(environment: [:])) == nil {
                context.note(
                    "`\(written)` is no name: letters, digits, `_`, `-` and `.`, at most 63, a letter or digit first",
                    at: pair.key.mark)
            } else if let first = entries[name]?.first(where: { $0.key.scalar == written }) {
                context.note(
                    "`\(written)` is defined in \(first.key.mark.file):\(first.key.mark.line) already",
                    at: pair.key.mark)
            } else {
                entries[name, default: []].append(pair)
            }
        }
    }

    /// - Parameter start: the first line of the first file.
    func decode(at start: Mark) -> PipelineSpec? {
        for name in ["apiVersion", "pipeline"] where sections[name] == nil {
            context.note(
                "`\(name)` is missing\(name == "apiVersion" ? "; write apiVersion: millrace/v1" : "")", at: start)
        }
        for name in ["sources", "models", "sinks"] where entries[name] == nil && !context.hasNoted(name) {
            context.note("`\(name)` is missing: a pipeline needs at least one", at: start)
        }
        if let version = sections["apiVersion"], version.scalar != PipelineSections.apiVersion {
            context.note("this version of Millrace reads apiVersion: \(PipelineSections.apiVersion)", at: version.mark)
        }
        if let server = sections["server"] {
            context.warn("`server` is reserved: this version of Millrace ignores it", at: server.mark)
        }
        let name = sections["pipeline"].flatMap {
            Kind<String>.name("a name: letters, digits, `_`, `-` and `.`, at most 63").read($0, context)
        }
        let sources = (entries["sources"] ?? []).compactMap { key, value in
            SourceSection.read(key.scalar ?? "", value, pipeline: name, context)
        }
        // What a model reads can only be checked when all sources could be read.
        let allSources = sources.count == entries["sources"]?.count
        let models = (entries["models"] ?? []).compactMap {
            ModelSection.read($0.scalar ?? "", $1, sources: allSources ? sources : nil, context)
        }
        let sinks = (entries["sinks"] ?? []).compactMap { SinkSection.read($0.scalar ?? "", $1, context) }
        let deadLetter = RunSections.deadLetter(sections["dead_letter"], sinks: sinks, context)
        let state = RunSections.state(sections["state"], at: start, context)
        let runtime = RunSections.runtime(sections["runtime"], context)
        if allSources { checkAcross(sources, models, sinks) }
        guard let name else { return nil }
        return PipelineSpec(
            name: name, sources: sources, models: models, sinks: sinks, deadLetter: deadLetter, state: state,
            runtime: runtime)
    }

    /// What no section can see by itself.
    private func checkAcross(_ sources: [SourceSpec], _ models: [ModelSpec], _ sinks: [SinkSpec]) {
        let read = Set(models.flatMap(\.inputs))
        for source in sources where !models.isEmpty {
            for value in source.values where !read.contains(.init(source: source.name, metric: value.name)) {
                context.warn(
                    "no model reads \(source.name).\(value.name); it is left out",
                    at: mark("sources", source.name))
            }
        }
        for (index, source) in sources.enumerated() {
            if let twin = sources[..<index].first(where: { readsTheSame($0, source) }) {
                context.note("\(source.name) reads what \(twin.name) reads already", at: mark("sources", source.name))
            }
        }
        for (index, sink) in sinks.enumerated() {
            guard case .file(let file) = sink.kind else { continue }
            let twin = sinks[..<index].first {
                if case .file(let other) = $0.kind { other.resolvedPath == file.resolvedPath } else { false }
            }
            if let twin {
                context.note("\(sink.name) writes where \(twin.name) writes already", at: mark("sinks", sink.name))
            }
        }
        var kafka: [String: String] = [:]
        for source in sources {
            guard case .kafka(let spec) = source.kind else { continue }
            let group = "\(spec.brokers) \(spec.group)"
            if let twin = kafka[group] {
                context.note(
                    "\(source.name) is in the consumer group of \(twin), which would share its partitions; give each its own `group`",
                    at: mark("sources", source.name))
            }
            kafka[group] = source.name
        }
    }

    private func readsTheSame(_ left: SourceSpec, _ right: SourceSpec) -> Bool {
        switch (left.kind, right.kind) {
        case (.file(let first), .file(let second)): first.resolvedPath == second.resolvedPath
        case (.stdin, .stdin): true
        default: false
        }
    }

    private func mark(_ section: String, _ name: String) -> Mark {
        entries[section]?.first { $0.key.scalar == name }?.key.mark ?? Mark(file: "", line: 1, column: 1)
    }
}
