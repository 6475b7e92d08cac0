import TimeSeries

extension Kind where Value == String {
    static var text: Kind {
        scalar(Shape(schema: .type("string"), words: "a text (not empty, without NUL)")) {
            $0.isEmpty || $0.utf8.contains(0) ? nil : $0
        }
    }

    /// A name of the user's own choosing.
    static func name(_ words: String) -> Kind {
        let pattern = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$"
        return scalar(
            Shape(schema: .object([("type", .text("string")), ("pattern", .text(pattern))]), words: words)
        ) { isName($0.utf8) ? $0 : nil }
    }

    private static func isName(_ text: String.UTF8View) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        return text.first.map(isAlphanumeric) == true && text.count <= 63
            && text.allSatisfy { isAlphanumeric($0) || "_.-".utf8.contains($0) }
    }

    /// Any text, also an empty one.
    static var anything: Kind { scalar(Shape(schema: .type("string"), words: "a text")) { $0 } }
}

extension Kind where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> Kind {
        let schema = SchemaValue.object([
            ("type", .text("integer")), ("minimum", .integer(range.lowerBound)),
            ("maximum", .integer(range.upperBound)),
        ])
        return scalar(
            Shape(schema: schema, words: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        ) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
    }

    /// Bytes.
    static var size: Kind {
        let pattern = "^[0-9]+ ?(B|KiB|MiB|GiB)$"
        return scalar(
            Shape(
                schema: .object([("type", .text("string")), ("pattern", .text(pattern))]), words: "a size like 64MiB")
        ) { text in
            guard let match = text.wholeMatch(of: /([0-9]+) ?(B|KiB|MiB|GiB)/), let count = Int(match.1) else {
                return nil
            }
            let units = ["B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
            let (bytes, overflow) = count.multipliedReportingOverflow(by: units[String(match.2)] ?? 1)
            return overflow || bytes < 1 ? nil : bytes
        }
    }
}

extension Kind where Value == Int64 {
    /// Microseconds, more than none.
    static var duration: Kind {
        let pattern = "^([0-9]+(us|ms|s|m|h|d))+$"
        return scalar(
            Shape(
                schema: .object([("type", .text("string")), ("pattern", .text(pattern))]),
                words: "a duration like 250ms, 30s, 15m, 1h, 7d"), DurationText.parse)
    }
}

extension Kind where Value == Int64? {
    /// A duration, or `forever`.
    static var retention: Kind {
        let duration = Kind<Int64>.duration
        return Kind<Int64?>.scalar(
            Shape(
                schema: duration.shape.schema.or(.object([("const", .text("forever"))])),
                words: "a duration like 30d, or forever")
        ) { text in text == "forever" ? .some(nil) : DurationText.parse(text).map { .some($0) } }
    }
}

extension Kind where Value == Bool {
    static var boolean: Kind {
        scalar(Shape(schema: .type("boolean"), words: "true or false")) { ["true": true, "false": false][$0] }
    }
}

extension Kind where Value == Timestamp {
    static var moment: Kind {
        scalar(
            Shape(
                schema: .object([("type", .text("string")), ("format", .text("date-time"))]),
                words: "a time like 2026-01-31T00:00:00Z")
        ) { Timestamp(rfc3339: $0) }
    }
}

extension Kind where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    /// One of a few words.
    static var choice: Kind { choice(Value.allCases.map { ($0.rawValue, $0) }) }
}

extension Kind where Value == Severity {
    /// One of the severities, by its name.
    static var severity: Kind { choice(Value.allCases.map { ($0.name, $0) }) }
}

extension Kind where Value: Sendable {
    /// One of a few words, each of which stands for a value.
    fileprivate static func choice(_ pairs: [(word: String, value: Value)]) -> Kind {
        let words = pairs.map(\.word)
        let listed = words.joined(separator: " or ")
        let shape = Shape(schema: .object([("enum", .array(words.map { .text($0) }))]), words: listed)
        return Kind(shape: shape) { node, context in
            guard let text = node.scalar.flatMap({ context.substituted($0, at: node.mark) }) else {
                if node.scalar == nil { context.note("this is \(node.kind), not \(listed)", at: node.mark) }
                return nil
            }
            guard let pair = pairs.first(where: { $0.word == text }) else {
                context.note("`\(text)` is not \(listed)\(Suggestion.text(for: text, among: words))", at: node.mark)
                return nil
            }
            return pair.value
        }
    }
}

extension Kind where Value == Secret {
    /// A text that may hold a password: written there, or in an environment variable, or in a file.
    static var secret: Kind {
        let schema = SchemaValue.object([
            (
                "oneOf",
                .array([
                    .type("string"), .mapping(of: [("env", .type("string"))]),
                    .mapping(of: [("file", .type("string"))]),
                ])
            )
        ])
        return Kind(shape: Shape(schema: schema, words: "a text, {env: NAME} or {file: path}")) {
            SecretReader.read($0, $1)
        }
    }
}
