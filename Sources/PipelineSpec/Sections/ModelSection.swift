import TimeSeries

/// One entry of `models`.
enum ModelSection {
    enum ForecasterType: String, CaseIterable { case liquid }

    static let inputs = Key(
        "inputs", Kind<String>.text.list(atLeast: 1), "The values to forecast: source.value, source.*, or all.",
        required: true)
    static let forecaster = Key(
        "forecaster", forecasterKind, "How they are forecast.", default: "{type: liquid, horizon: 12}")
    static let warmUp = Key(
        "warm_up", Kind<Int>.integer(2...1_000_000), "Observations of a series before its first forecast.",
        default: "16")
    static let with = Key(
        "with", Kind<String>.text.list(atMost: 4),
        "Other values of the same record that help to forecast: their names, at most four.", default: "[]")
    static let detect = Key(
        "detect", DetectSection.kind, "What is an anomaly; `detect: {}` takes every default, without it nothing is one."
    )
    static let keys: [any KeyDeclaration] = [inputs, with, forecaster, warmUp, detect]

    static let type = Key("type", Kind<ForecasterType>.choice, "liquid, the one forecaster there is.", required: true)
    static let step = Key(
        "step", Kind<Int64>.duration, "Nominal time between observations.",
        default: "learned from the first 17 observations")
    static let horizon = Key(
        "horizon", Kind<Int>.integer(1...96), "How many steps ahead forecasts look.", default: "12")
    static let count = Key(
        "count", Kind<HorizonCounting>.choice,
        "In what horizons are counted: steps of time, or the next observations, e.g. trading days.", default: "time")
    static let seasons = Key(
        "seasons", Kind<Int64>.duration.list(atMost: 3), "Lengths of the seasons.", default: "[1d, 7d]")
    static let intervals = Key(
        "intervals", Kind<Int>.integer(1...99).list(atLeast: 1, atMost: 8),
        "Levels of the intervals in percent, each once.", default: "[80, 95]")
    static let calendar = Key("calendar", CalendarSection.kind, "The clock and the holidays that seasons follow.")
    static let prior = Key(
        "prior", Kind<ForecasterSpec.Prior>.choice,
        "What new series start from: what the series of the same model and value in their partition have learned, or none.",
        default: "none")
    static let forecasterKeys: [any KeyDeclaration] = [type, step, horizon, count, seasons, intervals, calendar, prior]

    private static let unsupported: Set<String> = ["resample"]
    private static let unsupportedForecaster: Set<String> = ["readout"]
    private static let day: Int64 = 86_400_000_000
    private static let week = 7 * day
    private static let longestSeason = 365_250 * day

    static let defaults = ForecasterSpec(
        stepMicroseconds: nil, horizon: 12, counting: .time, seasonsMicroseconds: [day, week], intervals: [80, 95],
        prior: .none)

    private static var forecasterKind: Kind<ForecasterSpec> {
        Kind(shape: Shape(schema: .section(forecasterKeys), words: "a mapping")) { node, context in
            guard
                let section = Section(
                    node, "forecaster", keys: forecasterKeys, unsupported: unsupportedForecaster,
                    elsewhere: (keys, "the model, not to its forecaster"), context)
            else { return nil }
            _ = section.value(type)
            var spec = defaults
            spec.stepMicroseconds = section.value(step)
            spec.horizon = section.value(horizon) ?? spec.horizon
            spec.counting = section.value(count) ?? spec.counting
            spec.seasonsMicroseconds = section.value(seasons).map { $0.sorted() } ?? spec.seasonsMicroseconds
            spec.intervals = levels(section) ?? spec.intervals
            spec.prior = section.value(prior) ?? spec.prior
            if Set(spec.seasonsMicroseconds).count < spec.seasonsMicroseconds.count {
                context.note("a season is listed twice", at: section.mark(seasons))
            }
            if spec.seasonsMicroseconds.contains(where: { $0 > longestSeason }) {
                context.note("a season can be 1,000 years long at most", at: section.mark(seasons))
            }
            spec.calendar = section.value(calendar)
            if spec.calendar?.holidays != nil, !spec.seasonsMicroseconds.contains(week) {
                context.warn("holidays change nothing here: no season is 7d", at: section.mark(calendar))
            }
            return spec
        }
    }

    /// The levels, narrowest first; one that is listed twice is noted.
    private static func levels(_ section: Section) -> [Int]? {
        guard let levels = section.value(intervals) else { return nil }
        for (index, mark) in section.elementMarks(intervals).enumerated()
        where levels[..<index].contains(levels[index]) {
            section.context.note("the level \(levels[index]) is listed twice", at: mark)
        }
        return levels.sorted()
    }

    /// - Parameter sources: nil when some could not be read: what a model reads is not looked at then.
    static func read(
        _ name: String, _ node: YAMLNode, sources: [SourceSpec]?, _ context: DecodingContext
    ) -> ModelSpec? {
        let what = "the model \(name)"
        guard
            let section = Section(
                node, what, keys: keys, unsupported: unsupported,
                elsewhere: (forecasterKeys, "the model's forecaster, not to the model"), context)
        else { return nil }
        let written = section.value(inputs)
        let forecasterSpec = section.value(forecaster)
        let warm = section.value(warmUp)
        let detected = detected(section, step: forecasterSpec?.stepMicroseconds)
        guard let written, let sources else { return nil }
        var resolved: [ModelSpec.Input] = []
        for (text, mark) in zip(written, section.elementMarks(inputs)) {
            for input in resolve(text, sources, at: mark, context) where !resolved.contains(input) {
                resolved.append(input)
            }
        }
        let covariates = section.value(with) ?? []
        for (covariate, mark) in zip(covariates, section.elementMarks(with)) {
            check(covariate, of: resolved, sources, at: mark, context)
        }
        var spec = ModelSpec(
            name: name, inputs: resolved, covariates: covariates, forecaster: forecasterSpec ?? defaults,
            warmUp: warm ?? 16)
        spec.detect = detected
        return spec
    }

    /// What is written of `detect`; the defaults where something is wrong with it, which has been noted then.
    private static func detected(_ section: Section, step: Int64?) -> DetectSpec? {
        guard let node = section.node(of: detect) else { return nil }
        // Nothing may stand there: it is looked for what the defaults say then.
        let spec = detect.kind.read(node, section.context) ?? DetectSpec()
        DetectSection.check(node, spec, step: step, section.context)
        return spec
    }

    /// A covariate has to be a value of every source that the model reads.
    private static func check(
        _ covariate: String, of inputs: [ModelSpec.Input], _ sources: [SourceSpec], at mark: Mark,
        _ context: DecodingContext
    ) {
        for source in sources where inputs.contains(where: { $0.source == source.name }) {
            let names = source.values.map(\.name)
            guard !names.contains(covariate) else { continue }
            let suggestion = Suggestion.text(for: covariate, among: names)
            let known = suggestion.isEmpty ? "; there are \(names.prefix(8).joined(separator: ", "))" : suggestion
            context.note("the source \(source.name) has no value `\(covariate)`\(known)", at: mark)
        }
    }

    private static func resolve(
        _ text: String, _ sources: [SourceSpec], at mark: Mark, _ context: DecodingContext
    ) -> [ModelSpec.Input] {
        let all = sources.flatMap { source in
            source.values.map { ModelSpec.Input(source: source.name, metric: $0.name) }
        }
        if text == "all" { return all }
        let named = all.filter { text == "\($0.source).\($0.metric)" || text == "\($0.source).*" }
        if named.isEmpty {
            let names = all.map { "\($0.source).\($0.metric)" } + sources.map { "\($0.name).*" } + ["all"]
            let suggestion = Suggestion.text(for: text, among: names)
            let known = suggestion.isEmpty ? "; there are \(names.prefix(8).joined(separator: ", "))" : suggestion
            context.note("there is no value `\(text)`\(known)", at: mark)
        }
        return named
    }
}
