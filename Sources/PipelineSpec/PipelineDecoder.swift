/// Turns the nodes of a pipeline's files into a ``PipelineSpec``, noting everything that is wrong on the way.
struct PipelineDecoder {
    let context: DecodingContext
    private(set) var sections: [String: YAMLNode] = [:]
    /// Entries of `sources`, `models`, `alerts` and `sinks`, in order.
    private(set) var entries: [String: [YAMLPair]] = [:]

    static let merged: Set<String> = ["sources", "models", "alerts", "sinks"]

    init(_ context: DecodingContext) { self.context = context }

    /// Adds what a file says to what the files before it said.
    mutating func add(_ root: YAMLNode) {
        guard case .mapping(let pairs) = root.content else {
            context.note("a pipeline file has to be a mapping, but this is \(root.kind)", at: root.mark)
            return
        }
        for pair in pairs {
            let (key, value) = (pair.key, pair.value)
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
            var isEmpty = node.isNothing
            if case .mapping = node.content { isEmpty = true }
            let problem =
                isEmpty ? "is empty: at least one is needed" : "has to be a mapping of names, but this is \(node.kind)"
            context.note("`\(name)` \(problem)", at: node.mark)
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
        let sources = (entries["sources"] ?? []).compactMap {
            SourceSection.read($0.key.scalar ?? "", $0.value, pipeline: name, context)
        }
        // What a model reads can only be checked when all sources could be read.
        let allSources = sources.count == entries["sources"]?.count
        let errorsBefore = context.errorCount
        let models = (entries["models"] ?? []).compactMap {
            ModelSection.read($0.key.scalar ?? "", $0.value, sources: allSources ? sources : nil, context)
        }
        let modelsAreSound = models.count == entries["models"]?.count && context.errorCount == errorsBefore
        let sinks = (entries["sinks"] ?? []).compactMap { SinkSection.read($0.key.scalar ?? "", $0.value, context) }
        context.labels = allSources ? sources.flatMap(\.labels) : nil
        let targets = AlertTargets(
            modelNames: names(in: "models"), models: models, modelsAreSound: modelsAreSound,
            sinkNames: names(in: "sinks"), sinkTypes: sinkTypes)
        let alerts = (entries["alerts"] ?? []).compactMap {
            AlertSection.read($0.key.scalar ?? "", $0.value, targets, context)
        }
        let deadLetter = RunSections.deadLetter(
            sections["dead_letter"], sinks: sinks, names: names(in: "sinks"), context)
        let state = StateSection.read(
            sections["state"], sources: allSources ? sources : nil, sinks: sinks, at: start, context)
        let runtime = RunSections.runtime(sections["runtime"], context)
        if allSources {
            let marks = entries.mapValues { pairs in
                Dictionary(pairs.map { ($0.key.scalar ?? "", $0.key.mark) }) { first, _ in first }
            }
            CrossChecks(context: context, marks: marks).check(sources, models, alerts, sinks, deadLetter)
        }
        guard let name else { return nil }
        var spec = PipelineSpec(
            name: name, sources: sources, models: models, sinks: sinks, deadLetter: deadLetter, state: state,
            runtime: runtime)
        spec.alerts = alerts
        return spec
    }

    private var sinkTypes: [String: SinkSection.SinkType] {
        (entries["sinks"] ?? []).reduce(into: [:]) { $0[$1.key.scalar ?? ""] = SinkSection.type(of: $1.value) }
    }

    private func names(in section: String) -> [String] { (entries[section] ?? []).map { $0.key.scalar ?? "" } }
}
