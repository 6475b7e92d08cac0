import Foundation

/// The sinks that are told of alerts: `webhook`, `alertmanager` and `kafka`.
enum ReceiverSection {
    static let url = Key(
        "url", .secret,
        "Where alerts are posted: http:// or https://; {env: NAME} and {file: path} keep it out of this file.",
        required: true)
    static let server = Key(
        "url", .secret, "The server, such as http://localhost:9093; /api/v2/alerts is added.", required: true)
    static let payload = Key(
        "payload", Kind<WebhookSinkSpec.Payload>.choice,
        "What is posted: json, with all that is known, or a message for slack and what is compatible with it.",
        default: "json")
    static let headers = Key("headers", headersKind, "Further headers, for instance for authorisation.")
    static let authorities = Key(
        "ca_file", authoritiesKind,
        "A file of certificates (PEM) to trust besides the system's, taken from this file's folder.")
    static let timeout = Key(
        "timeout", Kind<Int64>.duration(from: "100ms", to: "5m"), "Most time for one delivery.", default: "10s")
    static let remindEvery = Key(
        "resend_every", Kind<Int64>.duration(from: "1s", to: "1h"),
        "How often what is firing is sent again: less than the server's resolve_timeout.", default: "1m")
    static let brokers = Key(
        "brokers", Kind<String>.text, "Bootstrap servers, host:port separated by commas.",
        default: "${KAFKA_BROKERS:-localhost:9092}")
    static let topic = Key(
        "topic", Kind<String>.text, "The topic, which has to be there; an alert's key is its fingerprint.",
        required: true)
    static let kafka = Key(
        "kafka", KafkaSection.properties(reserved: reserved, ofSink: true), "Any librdkafka property.")

    /// - Parameter text: the default, as one would write it.
    private static func perMinute(_ text: String) -> Key<Int> {
        Key(
            "max_per_minute", Kind<Int>.integer(1...100_000), "Most notifications in a minute; the others wait.",
            default: text)
    }
    static let webhookPerMinute = perMinute("60")
    static let alertmanagerPerMinute = perMinute("600")
    static let kafkaPerMinute = perMinute("6000")

    static let webhookKeys: [any KeyDeclaration] = [url, payload, headers, authorities, timeout, webhookPerMinute]
    static let alertmanagerKeys: [any KeyDeclaration] = [
        server, headers, authorities, timeout, remindEvery, alertmanagerPerMinute,
    ]
    static let kafkaKeys: [any KeyDeclaration] = [brokers, topic, kafka, kafkaPerMinute]

    /// What Millrace adds to every server's address.
    private static let alertmanagerPath = "/api/v2/alerts"

    /// Properties that a promise of Millrace rests on, and what to do in their place.
    private static let reserved = [
        "bootstrap.servers": "use `brokers`", "metadata.broker.list": "use `brokers`",
        "acks": "Millrace waits for every replica in sync",
        "request.required.acks": "Millrace waits for every replica in sync",
        "delivery.report.only.error": "Millrace notes what has been delivered by it",
        "log.queue": "the log lines of the Kafka client are part of Millrace's own",
    ]

    /// Headers that Millrace sets itself, in small letters.
    private static let reservedHeaders = ["content-type", "content-length", "transfer-encoding", "idempotency-key"]

    private static var headersKind: Kind<[(name: String, value: Secret)]> {
        let schema = SchemaValue.object([
            ("type", .text("object")), ("additionalProperties", Kind<Secret>.secret.shape.schema),
        ])
        return Kind(shape: Shape(schema: schema, words: "a mapping of headers")) { node, context in
            guard case .mapping(let pairs) = node.content else {
                context.note("`headers` has to be a mapping of headers, but this is \(node.kind)", at: node.mark)
                return nil
            }
            return pairs.compactMap { pair in
                let (key, value) = (pair.key, pair.value)
                let name = key.scalar ?? ""
                guard name.wholeMatch(of: /[A-Za-z0-9!#$%&'*+.^_`|~-]+/) != nil else {
                    context.note("`\(name)` is no name of a header", at: key.mark)
                    return nil
                }
                guard !reservedHeaders.contains(name.lowercased()) else {
                    context.note("the header \(name) cannot be set here: Millrace sets it itself", at: key.mark)
                    return nil
                }
                guard context.opensSinks else { return (name, Secret("")) }
                guard let secret = SecretReader.read(value, context) else { return nil }
                guard secret.reveal().unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 || $0 == "\t" })
                else {
                    context.note(
                        "the value of the header \(name) has to be one line without control characters", at: value.mark)
                    return nil
                }
                return (name, secret)
            }
        }
    }

    /// The path of a file that can be read, taken from the folder of the file that names it.
    private static var authoritiesKind: Kind<String> {
        Kind(shape: Kind<String>.text.shape) { node, context in
            guard let path = Kind<String>.text.read(node, context) else { return nil }
            let resolved = context.resolve(path, at: node.mark)
            guard !context.opensSinks || FileManager.default.isReadableFile(atPath: resolved) else {
                context.note(
                    "there is no file \(context.shown(path, at: node.mark)) that can be read; paths are taken from the folder of this file",
                    at: node.mark)
                return nil
            }
            return resolved
        }
    }

    static func webhook(_ section: Section) -> WebhookSinkSpec? {
        let address = address(url, section)
        let kind = section.value(payload)
        let extra = section.value(headers)
        let certificates = section.value(authorities)
        let time = section.value(timeout)
        let rate = section.value(webhookPerMinute)
        guard let address else { return nil }
        var spec = WebhookSinkSpec(url: address)
        spec.payload = kind ?? spec.payload
        spec.headers = extra ?? []
        spec.authorities = certificates
        spec.timeoutMicroseconds = time ?? spec.timeoutMicroseconds
        spec.perMinute = rate ?? spec.perMinute
        return spec
    }

    static func alertmanager(_ section: Section) -> AlertmanagerSinkSpec? {
        let address = address(server, section)
        if let text = address?.reveal(), text.hasSuffix(alertmanagerPath) || text.hasSuffix(alertmanagerPath + "/") {
            section.context.note("leave `\(alertmanagerPath)` away: Millrace adds it", at: section.mark(server))
        }
        let extra = section.value(headers)
        let certificates = section.value(authorities)
        let time = section.value(timeout)
        let every = section.value(remindEvery)
        let rate = section.value(alertmanagerPerMinute)
        guard let address else { return nil }
        var spec = AlertmanagerSinkSpec(url: address)
        spec.headers = extra ?? []
        spec.authorities = certificates
        spec.timeoutMicroseconds = time ?? spec.timeoutMicroseconds
        spec.remindEveryMicroseconds = every ?? spec.remindEveryMicroseconds
        spec.perMinute = rate ?? spec.perMinute
        return spec
    }

    static func kafka(_ section: Section) -> KafkaSinkSpec? {
        let context = section.context
        let written = context.opensSinks ? section.value(brokers) : ""
        let servers = section.has(brokers) ? written : KafkaSection.defaultBrokers(context)
        let name = section.value(topic)
        let properties = section.value(kafka)
        let rate = section.value(kafkaPerMinute)
        guard let servers, let name else { return nil }
        var spec = KafkaSinkSpec(brokers: servers, topic: name)
        spec.properties = properties ?? []
        spec.perMinute = rate ?? spec.perMinute
        return spec
    }

    /// A URL that can be posted to. It may hold a password, so that no message repeats it.
    private static func address(_ key: Key<Secret>, _ section: Section) -> Secret? {
        guard section.context.opensSinks else { return Secret("") }
        guard let secret = section.value(key) else { return nil }
        let text = secret.reveal()
        guard let scheme = text.prefixMatch(of: /https?:\/\//.ignoresCase()) else {
            section.context.note("`url` has to begin with http:// or https://", at: section.mark(key))
            return nil
        }
        let rest = text[scheme.range.upperBound...]
        let isPrintable = text.unicodeScalars.allSatisfy { $0.value > 32 && $0.value < 127 }
        guard isPrintable, let first = rest.first, !"/?#:@".contains(first) else {
            section.context.note(
                "`url` has to name a server behind http:// or https://, without spaces or letters other than ASCII",
                at: section.mark(key))
            return nil
        }
        return secret
    }
}
