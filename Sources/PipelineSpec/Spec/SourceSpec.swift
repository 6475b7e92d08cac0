/// One entry of `sources`.
package struct SourceSpec: Sendable {
    /// The name in the pipeline file, which progress and snapshots carry.
    package var name: String
    package var kind: Kind
    package var decode: DecodeSpec
    /// The fields that together name the key, in order; `$key` is the Kafka message's key.
    package var key: [String]
    /// Where the event time stands.
    package var time: TimeSpec
    /// The numbers that become series of the key.
    package var values: [ValueSpec]

    /// Where records come from.
    package enum Kind: Sendable {
        case kafka(KafkaSourceSpec)
        case file(FileSourceSpec)
        case stdin
    }

    package init(name: String, kind: Kind, decode: DecodeSpec, key: [String], time: TimeSpec, values: [ValueSpec]) {
        self.name = name
        self.kind = kind
        self.decode = decode
        self.key = key
        self.time = time
        self.values = values
    }

    /// Names of the labels of its series: those of the key's fields, `key` for the Kafka message's beside others, none for the
    /// Kafka message's alone.
    package var labels: [String] { key == ["$key"] ? [] : key.map { $0 == "$key" ? "key" : $0 } }
}
