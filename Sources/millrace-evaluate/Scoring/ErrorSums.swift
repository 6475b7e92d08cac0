/// Sums of errors, and of those of the forecast that nothing changes.
struct ErrorSums: Equatable, Sendable {
    var count = 0
    var absolute = 0.0
    var squared = 0.0
    var persistenceAbsolute = 0.0
    var persistenceSquared = 0.0

    mutating func add(_ forecast: Double, persistence: Double, target: Double) {
        count += 1
        absolute += abs(forecast - target)
        squared += (forecast - target) * (forecast - target)
        persistenceAbsolute += abs(persistence - target)
        persistenceSquared += (persistence - target) * (persistence - target)
    }

    static func += (sums: inout ErrorSums, more: ErrorSums) {
        sums.count += more.count
        sums.absolute += more.absolute
        sums.squared += more.squared
        sums.persistenceAbsolute += more.persistenceAbsolute
        sums.persistenceSquared += more.persistenceSquared
    }

    var meanAbsolute: Double { absolute / Double(count) }
    var meanSquared: Double { squared / Double(count) }

    /// The mean absolute error as a ratio to that of persistence; 1 where neither errs, NaN where nothing was scored.
    var ratio: Double {
        let persistence = persistenceAbsolute / Double(count)
        return (meanAbsolute + Self.tiny) / (persistence + Self.tiny)
    }

    /// Keeps the ratios of constant series defined.
    static let tiny = 1e-12
}
