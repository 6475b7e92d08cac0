import TimeSeries

/// What a source has that reads topics.
enum KafkaSection {
    static let brokers = Key(
        "brokers", Kind<String>.text, "Bootstrap servers, host:port separated by commas.",
        default: "${KAFKA_BROKERS:-localhost:9092}")
    static let topics = Key("topics", Kind<String>.text.list(atLeast: 1), "The topics to read.", required: true)
    static let group = Key(
        "group", Kind<String>.text, "The consumer group.", default: "millrace- and the pipeline's name")
    static let start = Key(
        "start", startKind, "Where to begin a partition that no sink has seen: committed, earliest, latest or a time.",
        default: "committed")
    static let truncated = Key(
        "truncated", Kind<KafkaSourceSpec.Truncated>.choice,
        "What to do when records that a restart needs are gone: fail, or go on at the earliest or latest, and count them.",
        default: "fail")
    static let kafka = Key("kafka", properties(reserved: reserved), "Any librdkafka property.")
    static let keys: [any KeyDeclaration] = [brokers, topics, group, start, truncated, kafka]

    /// Properties that a promise of Millrace rests on, and what to do in their place.
    private static let reserved = [
        "bootstrap.servers": "use `brokers`", "metadata.broker.list": "use `brokers`", "group.id": "use `group`",
        "enable.auto.commit": "Millrace commits what the sinks have",
        "auto.commit.enable": "Millrace commits what the sinks have",
        "enable.auto.offset.store": "Millrace commits what the sinks have",
        "auto.offset.reset": "use `start` and `truncated`",
        "partition.assignment.strategy": "Millrace needs cooperative-sticky",
        "enable.partition.eof": "Millrace notices the end of a partition by it",
        "log.queue": "the log lines of the Kafka client are part of Millrace's own",
    ]

    /// Properties that no source and no sink has: by them the client library loads what they name, or runs it.
    private static let never = [
        "plugin.library.paths": "a pipeline file loads no code", "ssl.engine.location": "a pipeline file loads no code",
        "ssl.providers": "a pipeline file loads no code",
        "sasl.kerberos.kinit.cmd": "a pipeline file runs no commands; keep the ticket fresh from outside",
    ]

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "./_@:-".utf8.contains(byte)
        }
    }

    private static var startKind: Kind<KafkaSourceSpec.Start> {
        let words = "committed, earliest, latest or a time like 2026-01-31T00:00:00Z"
        let schema = SchemaValue.object([
            ("enum", .array([.text("committed"), .text("earliest"), .text("latest")]))
        ]).or(Kind<Timestamp>.moment.shape.schema)
        return .scalar(Shape(schema: schema, words: words)) { text in
            switch text {
            case "committed": .committed
            case "earliest": .earliest
            case "latest": .latest
            default: Timestamp(rfc3339: text).map { .at($0) }
            }
        }
    }

    /// - Parameters:
    ///   - reserved: properties that cannot be set, and what to do in their place.
    ///   - ofSink: whether they are what a sink connects with.
    static func properties(
        reserved: [String: String], ofSink: Bool = false
    ) -> Kind<[(name: String, value: Secret)]> {
        let schema = SchemaValue.object([
            ("type", .text("object")),
            (
                "additionalProperties",
                SchemaValue.object([("type", .array([.text("number"), .text("boolean")]))]).or(
                    Kind<Secret>.secret.shape.schema)
            ),
        ])
        return Kind(shape: Shape(schema: schema, words: "a mapping of librdkafka properties")) { node, context in
            guard case .mapping(let pairs) = node.content else {
                context.note("`kafka` has to be a mapping of librdkafka properties", at: node.mark)
                return nil
            }
            return pairs.compactMap { pair in
                let (key, value) = (pair.key, pair.value)
                let name = key.scalar ?? ""
                let instead = never[name] ?? reserved[name]
                if let instead {
                    context.note("the property \(name) cannot be set here; \(instead)", at: key.mark)
                    return nil
                }
                guard context.opensSinks || !ofSink else { return (name, Secret("")) }
                let isSecret = KafkaSourceSpec.isSecret(property: name)
                guard let read = SecretReader.read(value, context, isSecret: isSecret) else { return nil }
                // They stand in a command of the client library's.
                if name.hasPrefix("sasl.kerberos."), !read.reveal().utf8.allSatisfy(isPlain) {
                    context.note("the property \(name) may have letters, digits and any of ./_@:- only", at: value.mark)
                    return nil
                }
                return (name, read)
            }
        }
    }

    /// The brokers of a source or sink that names none.
    static func defaultBrokers(_ context: DecodingContext) -> String {
        context.environment["KAFKA_BROKERS"].flatMap { $0.isEmpty ? nil : $0 } ?? "localhost:9092"
    }

    static func read(_ section: Section, pipeline: String?) -> KafkaSourceSpec? {
        let context = section.context
        let brokers = section.has(brokers) ? section.value(brokers) : defaultBrokers(context)
        let topicNames = section.value(topics)
        let groupName = section.value(group)
        let startAt = section.value(start)
        let onTruncated = section.value(truncated)
        let properties = section.value(kafka)
        guard let brokers, let topicNames else { return nil }
        if Set(topicNames).count < topicNames.count {
            context.note("a topic is listed twice", at: section.mark(topics))
        }
        var spec = KafkaSourceSpec(
            brokers: brokers, topics: topicNames, group: groupName ?? "millrace-\(pipeline ?? "")")
        spec.start = startAt ?? .committed
        spec.truncated = onTruncated ?? .fail
        spec.properties = properties ?? []
        return spec
    }
}
