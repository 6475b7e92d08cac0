/// One condition that accuracy over all series has to meet: `mase<0.9`, `coverage80 in 0.78..0.82`, `ratio_ewma@h12<=1`.
package struct GateCondition: Equatable, Sendable {
    package enum Comparison: Equatable, Sendable {
        case below(Double)
        case atMost(Double)
        case above(Double)
        case atLeast(Double)
        case within(ClosedRange<Double>)

        /// The numbers in it, the smaller one first.
        var bounds: [Double] {
            switch self {
            case .below(let limit), .atMost(let limit), .above(let limit), .atLeast(let limit): [limit]
            case .within(let range): [range.lowerBound, range.upperBound]
            }
        }

        package func holds(for number: Double) -> Bool {
            switch self {
            case .below(let limit): number < limit
            case .atMost(let limit): number <= limit
            case .above(let limit): number > limit
            case .atLeast(let limit): number >= limit
            case .within(let range): range.contains(number)
            }
        }
    }

    /// As it was written, without spaces around it.
    package let text: String
    package let figure: GateFigure
    /// Nil for all horizons together.
    package let horizon: Int?
    package let comparison: Comparison

    /// - Parameters:
    ///   - levels: the interval levels there are.
    ///   - horizon: H.
    package static func parse(_ text: String, levels: [Int], horizon: Int) throws(GateProblem) -> [GateCondition] {
        var conditions: [GateCondition] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            conditions.append(try GateCondition(String(part), levels: levels, horizon: horizon))
        }
        return conditions
    }

    private init(_ written: String, levels: [Int], horizon last: Int) throws(GateProblem) {
        let trimmed = written.drop(while: \.isWhitespace)
        text = String(trimmed.reversed().drop(while: \.isWhitespace).reversed())
        guard
            let match = text.wholeMatch(
                of: /([A-Za-z_0-9]+)(?:@h([0-9]+))?\s*(?:(<=|>=|<|>)\s*(\S+)|in\s+(\S+)\.\.(\S+))/)
        else { throw .notACondition(text) }
        let name = String(match.1)
        let names = GateFigure.all(levels: levels)
        guard let figure = names.first(where: { $0.name == name }) else {
            throw .unknownName(name, known: names.map(\.name))
        }
        self.figure = figure
        horizon = match.2.map { Int($0) ?? .max }
        if let horizon, !(1...last).contains(horizon) { throw .noSuchHorizon(horizon, last: last) }
        if let symbol = match.3, let limit = match.4 {
            let number = try Self.number(limit, in: text)
            switch symbol {
            case "<": comparison = .below(number)
            case "<=": comparison = .atMost(number)
            case ">": comparison = .above(number)
            default: comparison = .atLeast(number)
            }
        } else {
            let (low, high) = (try Self.number(match.5, in: text), try Self.number(match.6, in: text))
            guard low <= high else { throw .emptyRange(text) }
            comparison = .within(low...high)
        }
        if case .coverage = figure, comparison.bounds.contains(where: { $0 > 1 }) {
            let shares = comparison.bounds.map { $0 > 1 ? $0 / 100 : $0 }
            throw .notAShare(text, asShares: shares.allSatisfy { $0 <= 1 } ? shares : [0, 1])
        }
    }

    private static func number(_ written: Substring?, in text: String) throws(GateProblem) -> Double {
        guard let number = written.flatMap({ Double($0) }), number.isFinite else { throw .notACondition(text) }
        return number
    }

    /// What it is about, as people write it.
    package var name: String { figure.name + (horizon.map { "@h\($0)" } ?? "") }

    /// Looks at what came out.
    package func outcome(_ group: AccuracyGroup, minimum: Int = Accuracy.minimum) -> GateOutcome {
        let value = figure.value(of: group.accuracy(at: horizon, minimum: minimum))
        return GateOutcome(condition: self, value: value, holds: value.map { comparison.holds(for: $0) } ?? false)
    }
}
