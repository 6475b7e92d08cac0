import CLibYAML

/// Reads one YAML document into nodes, by libyaml's events.
struct YAMLParser {
    /// Nodes at most, counted after aliases are replaced by what they stand for: a small file must not become a huge tree.
    private static let nodeLimit = 100_000
    private static let depthLimit = 64

    private let file: String
    private var parser = yaml_parser_t()
    private var anchors: [String: (node: YAMLNode, size: Int)] = [:]
    private var nodeCount = 0
    private var depth = 0
    /// Keys that stand twice in their mapping; the first counts.
    private var duplicates: [Failure] = []

    /// What is wrong with a document, and where.
    struct Failure: Error {
        let mark: Mark
        let message: String
    }

    private init(_ file: String) { self.file = file }

    /// The document's root, nil when the text holds none, and what is wrong with it though it could be read.
    static func parse(
        _ text: String, file: String
    ) throws(Failure) -> (root: YAMLNode?, problems: [Failure]) {
        var parser = YAMLParser(file)
        guard yaml_parser_initialize(&parser.parser) == 1 else {
            throw Failure(mark: Mark(file: file, line: 1, column: 1), message: "no memory to read the file")
        }
        defer { yaml_parser_delete(&parser.parser) }
        let bytes = Array(text.utf8)
        let result: Result<YAMLNode?, Failure> = bytes.withUnsafeBufferPointer { buffer in
            yaml_parser_set_input_string(&parser.parser, buffer.baseAddress, buffer.count)
            do throws(Failure) { return .success(try parser.document()) } catch { return .failure(error) }
        }
        return (try result.get(), parser.duplicates)
    }

    private mutating func document() throws(Failure) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            var event = try next()
            defer { yaml_event_delete(&event) }
            switch event.type {
            case YAML_STREAM_END_EVENT: return root
            case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
            case YAML_DOCUMENT_START_EVENT:
                guard root == nil else {
                    throw Failure(
                        mark: mark(event.start_mark), message: "a second document begins here; a file holds one")
                }
                var first = try next()
                defer { yaml_event_delete(&first) }
                root = try node(first)
            default: continue
            }
        }
    }

    private mutating func node(_ event: yaml_event_t) throws(Failure) -> YAMLNode {
        let place = mark(event.start_mark)
        depth += 1
        defer { depth -= 1 }
        try count(1, at: place)
        guard depth <= Self.depthLimit else {
            throw Failure(mark: place, message: "nested deeper than \(Self.depthLimit) levels")
        }
        let before = nodeCount - 1
        let anchor: UnsafeMutablePointer<yaml_char_t>?
        let node: YAMLNode
        switch event.type {
        case YAML_SCALAR_EVENT:
            anchor = event.data.scalar.anchor
            let text = String(
                decoding: UnsafeBufferPointer(start: event.data.scalar.value, count: event.data.scalar.length),
                as: UTF8.self)
            let isPlain = event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
            node = YAMLNode(content: .scalar(text, isPlain: isPlain), mark: place)
        case YAML_SEQUENCE_START_EVENT:
            anchor = event.data.sequence_start.anchor
            node = YAMLNode(content: .sequence(try sequence()), mark: place)
        case YAML_MAPPING_START_EVENT:
            anchor = event.data.mapping_start.anchor
            node = YAMLNode(content: .mapping(try mapping()), mark: place)
        case YAML_ALIAS_EVENT:
            let name = event.data.alias.anchor.map { String(cString: $0) } ?? ""
            guard let found = anchors[name] else {
                throw Failure(mark: place, message: "the alias *\(name)* is not defined above")
            }
            try count(found.size, at: place)
            return found.node
        default: throw Failure(mark: place, message: "unexpected end")
        }
        if let anchor { anchors[String(cString: anchor)] = (node, nodeCount - before) }
        return node
    }

    private mutating func count(_ nodes: Int, at place: Mark) throws(Failure) {
        nodeCount += nodes
        guard nodeCount <= Self.nodeLimit else {
            throw Failure(
                mark: place, message: "the file has more than \(Self.nodeLimit) values once aliases are resolved")
        }
    }

    private mutating func sequence() throws(Failure) -> [YAMLNode] {
        var nodes: [YAMLNode] = []
        while true {
            var event = try next()
            defer { yaml_event_delete(&event) }
            if event.type == YAML_SEQUENCE_END_EVENT { return nodes }
            nodes.append(try node(event))
        }
    }

    private mutating func mapping() throws(Failure) -> [YAMLPair] {
        var pairs: [YAMLPair] = []
        var places: [String: Mark] = [:]
        while true {
            var event = try next()
            defer { yaml_event_delete(&event) }
            if event.type == YAML_MAPPING_END_EVENT { return pairs }
            let key = try node(event)
            guard let name = key.scalar else {
                throw Failure(mark: key.mark, message: "a key has to be a single value, not \(key.kind)")
            }
            let first = places[name]
            if let first {
                duplicates.append(
                    Failure(
                        mark: key.mark, message: "`\(name)` stands here twice; the first is in line \(first.line)"))
            } else {
                places[name] = key.mark
            }
            var valueEvent = try next()
            defer { yaml_event_delete(&valueEvent) }
            let value = try node(valueEvent)
            if first == nil { pairs.append(YAMLPair(key: key, value: value)) }
        }
    }

    private mutating func next() throws(Failure) -> yaml_event_t {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) == 1 else {
            let problem = parser.problem.map { String(cString: $0) } ?? "unreadable"
            // A problem with the bytes themselves has an offset, but no line.
            let isTab = problem.contains("cannot start any token")
            let advice = isTab ? "; where that is a tab, indent with spaces" : ""
            throw Failure(mark: mark(parser.problem_mark), message: "this is not YAML: \(problem)\(advice)")
        }
        return event
    }

    private func mark(_ place: yaml_mark_t) -> Mark {
        Mark(file: file, line: Int(place.line) + 1, column: Int(place.column) + 1)
    }
}
