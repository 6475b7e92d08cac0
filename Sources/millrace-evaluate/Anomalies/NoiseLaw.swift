import Foundation

/// Signals in which nothing is ever wrong.
enum NoiseLaw: String, CaseIterable, Sendable {
    case gaussian, ar9, ar99, student3, lognormal, negativeBinomial, poisson, seasonal, seasonalLognormal, garch, walk
    case cauchy

    /// A series of it, five minutes apart.
    func series(_ number: Int, count: Int) -> RecordedSeries {
        var chance = Chance(seed: UInt64(1 + (Self.allCases.firstIndex(of: self) ?? 0) * 10_000 + number))
        let phase = (chance.uniform() * 288).rounded(.down)
        var (state, variance) = (0.0, 1.0)
        let values = (0..<count).map { index in
            next(&chance, (Double(index) + phase) * 2 * .pi / 288, &state, &variance)
        }
        let first = 1_600_000_000 + Int64(phase) * 300
        return RecordedSeries(
            key: "\(rawValue).\(number)", times: (0..<count).map { (first + Int64($0) * 300) * 1_000_000 },
            values: values)
    }

    private func next(_ chance: inout Chance, _ angle: Double, _ state: inout Double, _ variance: inout Double)
        -> Double
    {
        switch self {
        case .gaussian: return chance.normal()
        case .ar9:
            state = 0.9 * state + chance.normal()
            return state
        case .ar99:
            state = 0.99 * state + chance.normal()
            return state
        case .student3:
            return chance.normal() / ((0..<3).reduce(0) { sum, _ in sum + chance.square() } / 3).squareRoot()
        case .lognormal: return exp(chance.normal())
        // Poisson with a rate that is gamma distributed: shape 5, mean 20.
        case .negativeBinomial:
            return chance.poisson((0..<5).reduce(0) { sum, _ in sum - 4 * log(1 - chance.uniform()) })
        case .poisson: return chance.poisson(0.3)
        case .seasonal: return 10 * sin(angle) + chance.normal()
        case .seasonalLognormal: return exp(sin(angle) + 0.5 * chance.normal())
        case .garch:
            let value = variance.squareRoot() * chance.normal()
            variance = 0.05 + 0.1 * value * value + 0.85 * variance
            return value
        case .walk:
            state += chance.normal()
            return state
        case .cauchy: return tan(.pi * (chance.uniform() - 0.5))
        }
    }
}

extension Chance {
    /// Standard normal, by Box and Muller.
    mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }

    fileprivate mutating func square() -> Double {
        let value = normal()
        return value * value
    }

    /// Poisson, by counting exponential gaps; for rates up to some hundreds.
    fileprivate mutating func poisson(_ rate: Double) -> Double {
        var (count, passed) = (0.0, -log(1 - uniform()))
        while passed < rate {
            count += 1
            passed -= log(1 - uniform())
        }
        return count
    }
}
