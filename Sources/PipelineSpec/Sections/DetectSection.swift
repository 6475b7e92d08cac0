import TimeSeries

/// `detect` of a model.
enum DetectSection {
    static let returnPeriod = Key(
        "return_period", returnPeriodKind,
        "How often a false alarm of a series may come: once in a duration, or in N events (its observations).",
        default: "1500 events")
    static let severity = Key(
        "severity", severityKind,
        "From which rarity on an anomaly is info, warning or critical; what is rarer than return_period only is the severity below the least of these.",
        default: "{warning: what return_period says}")
    static let range = Key(
        "range", rangeKind,
        "What is possible, [lowest, highest], ~ for no end: what is outside is always an anomaly. {within: [0, 100], severity: warning} says also how severe."
    )
    static let direction = Key(
        "direction", Kind<DetectSpec.Direction>.choice,
        "Which deviations count: those above what was expected, below it, or both.", default: "both")
    static let minDeviation = Key(
        "min_deviation", deviationKind,
        "What is nearer to what was expected is no anomaly, however rare: by absolute, by relative, or, where both are written, by either of them."
    )
    static let absentAfter = Key(
        "absent_after", lastingKind("absent_after"),
        "A series that has had no observation for so long is an anomaly; without it none is. {after: 10m, severity: warning} says also how severe."
    )
    static let stuckAfter = Key(
        "stuck_after", lastingKind("stuck_after"),
        "A series whose value has been the same for so long is an anomaly; without it only where that is rare. {after: 2h, severity: warning} says also how severe."
    )
    static let adaptAfter = Key(
        "adapt_after", Kind<Int>.integer(20...100_000),
        "Observations until a lasting change of level is the new normal.", default: "200")
    static let keys: [any KeyDeclaration] = [
        returnPeriod, severity, range, direction, minDeviation, absentAfter, stuckAfter, adaptAfter,
    ]

    static let info = Key("info", returnPeriodKind, "What is at least so rare is info.")
    static let warning = Key("warning", returnPeriodKind, "What is at least so rare is a warning.")
    static let critical = Key("critical", returnPeriodKind, "What is at least so rare is critical.")
    /// Least severe first.
    private static let severities = [(Severity.info, info), (.warning, warning), (.critical, critical)]

    static let absolute = Key("absolute", Kind<Double>.positive, "In the units of the value.")
    static let relative = Key("relative", Kind<Double>.percentage, "As a share of what was expected, such as 5%.")
    private static let deviationKeys: [any KeyDeclaration] = [absolute, relative]

    static let within = Key("within", endsKind, "What is possible, [lowest, highest], ~ for no end.", required: true)
    static let after = Key(
        "after", Kind<Int64>.duration, "For how long.", required: true)
    static let ruleSeverity = Key(
        "severity", Kind<Severity>.severity, "How severe it is.",
        default: "the most severe that detect names, or warning")

    /// What is rarer than this cannot be told from what is too rare to be seen, and what is more frequent is no anomaly.
    private static let possibleObservations = 100...1_000_000_000

    /// Series are seldom faster than one observation in so many microseconds.
    private static let usualStep: Int64 = 60_000_000

    static var kind: Kind<DetectSpec> {
        let schema = SchemaValue.section(keys).or(.type("null"))
        return Kind(shape: Shape(schema: schema, words: "a mapping, which may be empty")) {
            node, context in
            guard let section = Section(node.orEmptyMapping, "detect", keys: keys, context) else { return nil }
            var spec = DetectSpec()
            let period = section.value(returnPeriod)
            spec.returnPeriod = period ?? spec.returnPeriod
            spec.severity = section.value(severity) ?? [:]
            // One that cannot be read has been noted: what goes with it is not known.
            if period != nil || !section.has(returnPeriod) { check(spec, section) }
            if let possible = section.value(range) {
                (spec.lowest, spec.highest) = possible.ends
                spec.rangeSeverity = possible.severity
            }
            spec.direction = section.value(direction) ?? spec.direction
            let deviation = section.value(minDeviation)
            spec.leastDeviation = deviation?.absolute ?? 0
            spec.leastRelativeDeviation = deviation?.relative ?? 0
            if let absence = section.value(absentAfter) {
                spec.absentAfterMicroseconds = absence.after
                spec.absenceSeverity = absence.severity
            }
            if let same = section.value(stuckAfter) {
                spec.stuckAfterMicroseconds = same.after
                spec.stuckSeverity = same.severity
            }
            spec.adaptAfter = section.value(adaptAfter) ?? spec.adaptAfter
            return spec
        }
    }

    private static var returnPeriodKind: Kind<DetectSpec.ReturnPeriod> {
        let (least, most) = (possibleObservations.lowerBound, possibleObservations.upperBound)
        let pattern = "^([0-9]+ events|([0-9]+(us|ms|s|m|h|d))+)$"
        return .scalar(
            Shape(
                schema: .object([("type", .text("string")), ("pattern", .text(pattern))]),
                words: "a duration like 30d, or a number of events from \(least) to \(most) like `1500 events`")
        ) { text in
            if let match = text.wholeMatch(of: /([0-9]+) events/) {
                return Int(match.1).flatMap { possibleObservations.contains($0) ? .observations($0) : nil }
            }
            return DurationText.parse(text).map { .microseconds($0) }
        }
    }

    private static var severityKind: Kind<[Severity: DetectSpec.ReturnPeriod]> {
        let keys = severities.map { $0.1 as any KeyDeclaration }
        return Kind(shape: Shape(schema: .section(keys), words: "a mapping with info, warning or critical")) {
            node, context in
            guard let section = Section(node, "severity", keys: keys, context) else { return nil }
            var named: [Severity: DetectSpec.ReturnPeriod] = [:]
            var isOrdered = true
            var before: (name: String, period: DetectSpec.ReturnPeriod)?
            for (severity, key) in severities {
                guard let period = section.value(key) else { continue }
                if let before, !period.isRarer(than: before.period) {
                    context.note(
                        "`\(key.name)` has to be rarer than `\(before.name)`, in the same unit", at: section.mark(key))
                    isOrdered = false
                }
                named[severity] = period
                before = (key.name, period)
            }
            return isOrdered ? named : nil
        }
    }

    /// The ends alone, or with how severe it is to be outside.
    private static var rangeKind: Kind<(ends: (lowest: Double?, highest: Double?), severity: Severity?)> {
        let keys: [any KeyDeclaration] = [within, ruleSeverity]
        let shape = Shape(
            schema: endsKind.shape.schema.or(.section(keys)), words: "\(endsKind.shape.words); or a mapping")
        return Kind(shape: shape) { node, context in
            guard node.isMapping else {
                return endsKind.read(node, context).map { (ends: $0, severity: nil) }
            }
            guard let section = Section(node, "range", keys: keys, context) else { return nil }
            let severity = section.value(ruleSeverity)
            return section.value(within).map { (ends: $0, severity: severity) }
        }
    }

    /// The duration alone, or with how severe it is that something lasts so long.
    private static func lastingKind(_ name: String) -> Kind<(after: Int64, severity: Severity?)> {
        let keys: [any KeyDeclaration] = [after, ruleSeverity]
        let duration = Kind<Int64>.duration
        let shape = Shape(schema: duration.shape.schema.or(.section(keys)), words: duration.shape.words)
        return Kind(shape: shape) { node, context in
            guard node.isMapping else {
                return duration.read(node, context).map { (after: $0, severity: nil) }
            }
            guard let section = Section(node, name, keys: keys, context) else { return nil }
            let severity = section.value(ruleSeverity)
            return section.value(after).map { (after: $0, severity: severity) }
        }
    }

    private static var endsKind: Kind<(lowest: Double?, highest: Double?)> {
        let end = SchemaValue.object([("type", .array([.text("number"), .text("null")]))])
        let schema = SchemaValue.object([
            ("type", .text("array")), ("items", end), ("minItems", .integer(2)), ("maxItems", .integer(2)),
        ])
        let words = "a list of two, [lowest, highest], each a number or ~"
        return Kind(shape: Shape(schema: schema, words: words)) { node, context in
            guard case .sequence(let ends) = node.content, ends.count == 2 else {
                context.note("`range` has to be \(words)", at: node.mark)
                return nil
            }
            var isReadable = true
            let read = ends.map { end -> Double? in
                guard !end.isNothing else { return nil }
                let kind = Kind<Double>.scalar(Shape(schema: .type("number"), words: "a number, or ~ for no end")) {
                    Kind<Double>.number($0)
                }
                let number = kind.read(end, context)
                if number == nil { isReadable = false }
                return number
            }
            guard isReadable else { return nil }
            guard read[0] != nil || read[1] != nil else {
                context.note("a `range` without ends says nothing; remove it", at: node.mark)
                return nil
            }
            if let low = read[0], let high = read[1], low >= high {
                context.note("the lowest of `range` has to be less than the highest", at: node.mark)
            }
            return (read[0], read[1])
        }
    }

    private static var deviationKind: Kind<(absolute: Double, relative: Double)> {
        let words = "a mapping with absolute, relative or both"
        return Kind(shape: Shape(schema: .section(deviationKeys), words: words)) { node, context in
            guard let section = Section(node, "min_deviation", keys: deviationKeys, context) else { return nil }
            if node.isMapping, node.pairs.isEmpty {
                context.note("`min_deviation` needs `absolute`, `relative` or both", at: node.mark)
            }
            return (section.value(absolute) ?? 0, section.value(relative) ?? 0)
        }
    }

    private static func check(_ spec: DetectSpec, _ section: Section) {
        let named = spec.severity.sorted { $0.key < $1.key }
        guard let least = named.first else { return }
        let mark = section.mark(severity)
        if least.value != spec.returnPeriod, !least.value.isRarer(than: spec.returnPeriod) {
            section.context.note(
                "`\(least.key.name)` has to be at least as rare as `return_period`, and in the same unit: a duration, or events",
                at: mark)
        } else if least.key == .info, least.value != spec.returnPeriod {
            section.context.note(
                "`info` is the least severity and begins at `return_period`: write the same for it, or leave it out",
                at: mark)
        }
    }

    /// What the model's step tells of durations; nil is learned.
    static func check(_ node: YAMLNode, _ spec: DetectSpec, step: Int64?, _ context: DecodingContext) {
        // What is wrong with the keys themselves has been noted by ``kind``.
        guard let section = Section(node.orEmptyMapping, "detect", keys: keys, DecodingContext(environment: [:])) else {
            return
        }
        let least = possibleObservations.lowerBound
        guard let step else {
            if case .microseconds(let period) = spec.returnPeriod, period / Int64(least) < usualStep, !context.hasErrors
            {
                context.warn(
                    "`return_period` is short: where a series has less than \(least) observations in it, it counts as \(least) of them; write a longer one, a number of events, or the `step` of the model",
                    at: section.mark(returnPeriod))
            }
            return
        }
        if case .microseconds(let period) = spec.returnPeriod, period / step < least {
            context.note(
                "`return_period` is shorter than \(least) steps of the model: what comes so often is not rare; write a longer one",
                at: section.mark(returnPeriod))
        }
        if let absent = spec.absentAfterMicroseconds, absent <= step {
            context.note(
                "`absent_after` is not longer than the model's step: between any two observations the series would be absent; write a longer one",
                at: section.mark(absentAfter))
        }
        if let same = spec.stuckAfterMicroseconds, same <= step {
            context.note(
                "`stuck_after` is not longer than the model's step: any value that comes twice would be stuck; write a longer one",
                at: section.mark(stuckAfter))
        }
    }
}

extension DetectSpec.ReturnPeriod {
    /// False too where they are in different units.
    fileprivate func isRarer(than other: DetectSpec.ReturnPeriod) -> Bool {
        switch (self, other) {
        case (.observations(let mine), .observations(let others)): mine > others
        case (.microseconds(let mine), .microseconds(let others)): mine > others
        default: false
        }
    }
}
