/// `time`, in full or as the field alone.
enum TimeSection {
    static let field = Key(
        "field", Kind<String>.text, "The field that holds the event time; $timestamp is the Kafka message's.",
        required: true)
    static let unit = Key(
        "unit", Kind<TimeSpec.Unit>.choice, "What the field counts since 1970, or rfc3339 for text.", default: "ms")
    static let maxFuture = Key(
        "max_future", Kind<Int64>.duration,
        "How far event time may lie after the Kafka message's timestamp; records beyond are refused.", default: "1h")
    static let maxFutureInFile = Key(
        "max_future", Kind<Int64>.duration,
        """
        How far event time may lie after the newest of the records before; records beyond are refused. Longer than the \
        longest gap in the data. Without it any time is taken, and what is older than it is late.
        """)

    static let maxPast = Key(
        "max_past", Kind<Int64>.duration,
        "How far event time may lie before the Kafka message's timestamp; records beyond are refused. Any time without it."
    )
    static let maxPastInFile = Key(
        "max_past", Kind<Int64>.duration,
        "How far event time may lie before the newest of the records before; records beyond are refused. Any time without it."
    )

    private static func keys(isKafka: Bool) -> [any KeyDeclaration] {
        [field, unit, isKafka ? maxFuture : maxFutureInFile, isKafka ? maxPast : maxPastInFile]
    }

    static let messageTimestamp = "$timestamp"
    private static let defaultFuture: Int64 = 3_600_000_000

    static func kind(isKafka: Bool) -> Kind<TimeSpec> {
        let keys = keys(isKafka: isKafka)
        let shape = Shape(
            schema: SchemaValue.type("string").or(.section(keys)),
            words: "a field, or a mapping with field, unit, max_future and max_past")
        return Kind(shape: shape) { node, context in
            let future = isKafka ? defaultFuture : nil
            if node.scalar != nil {
                return Kind<String>.text.read(node, context).map {
                    TimeSpec(
                        field: $0, unit: .milliseconds, maxFutureMicroseconds: future, isMaxFutureDefault: isKafka)
                }
            }
            guard let section = Section(node, "time", keys: keys, unsupported: ["lateness", "zone"], context) else {
                return nil
            }
            let limit = isKafka ? section.value(maxFuture) : section.value(maxFutureInFile)
            let unit = section.value(unit)
            guard let field = section.value(field) else { return nil }
            return TimeSpec(
                field: field, unit: unit ?? .milliseconds, maxFutureMicroseconds: limit ?? future,
                maxPastMicroseconds: isKafka ? section.value(maxPast) : section.value(maxPastInFile),
                isMaxFutureDefault: isKafka && limit == nil)
        }
    }
}
