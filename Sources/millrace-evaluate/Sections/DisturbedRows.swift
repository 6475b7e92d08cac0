/// What missing rows and spikes cost, on hourly sets.
struct DisturbedRows {
    private static let names = ["ETTh1", "lte_cells_hourly"]
    private static let horizons = [1, 6, 24]
    private static let hour: Int64 = 3_600_000_000

    let reference: ReferenceFigures
    private(set) var missing = ReportTable(
        name: "missing", title: "Missing rows",
        note: """
            30 % of the rows missing at random, and gaps in bursts that take half of them; steps of an hour. Errors scaled and \
            scored as by the protocol `online`, where the target's row is there; (r): the reference on the same rows.
            """,
        columns: ["data", "rows", "h", "MSE", "r", "Δ", "MAE", "r", "Δ"])
    private(set) var noise = ReportTable(
        name: "noise", title: "Spikes",
        note: """
            1 % of the values moved by 20 deviations: how much the MAE over targets that are no spikes grows, from all origins \
            and from those that are no spikes; (r): the reference's.
            """,
        columns: ["data", "h", "all origins", "r", "clean origins", "r"])

    init(_ reference: ReferenceFigures) { self.reference = reference }

    /// Disturbs a set, if it is one of those.
    mutating func take(_ set: SeriesSet) {
        guard Self.names.contains(set.name) else { return }
        for disturbance in Disturbance.allCases { drop(disturbance, from: set) }
        addSpikes(to: set)
    }

    private mutating func drop(_ disturbance: Disturbance, from set: SeriesSet) {
        let errors = Concurrently.map(set.series) { whole in
            let cut = EvaluationProtocol.online.cut(whole)
            let deviation = whole.deviation(ofFirst: cut.scale)
            let kept = disturbance.kept(of: whole.values.count)
            let series = whole.rows(kept)
            let scorer = Scorer(series, IssuedForecasts(series, horizon: SeriesOutcome.horizon, step: Self.hour))
            return Self.horizons.map { horizon in
                let sums = scorer.errors(horizon, origins: kept.indices) { origin, target in
                    kept[origin] >= cut.scored.lowerBound - 1 && kept[target] < cut.scored.upperBound
                }
                return [sums.meanSquared / (deviation * deviation), sums.meanAbsolute / deviation]
            }
        }
        for (index, horizon) in Self.horizons.enumerated() {
            let cells = ["mse", "mae"].enumerated().flatMap { measure, name -> [ReportCell] in
                let mean = Means.arithmetic(errors.map { $0[index][measure] })
                let other = reference.figure(set.path, disturbance.rawValue, name, horizon: horizon)
                return [
                    .number(mean, digits: 4), .number(other, digits: 4),
                    .percent(mean / other - 1, digits: 1, signed: true),
                ]
            }
            missing.rows.append([.text(set.name), .text(disturbance.rawValue), .count(horizon)] + cells)
        }
    }

    private mutating func addSpikes(to set: SeriesSet) {
        let losses = Concurrently.map(set.series) { whole in
            let series = whole.prefix(SeriesOutcome.longest)
            let spikes = Disturbance.spikes(series.values.count)
            let deviation = series.deviation(ofFirst: series.values.count)
            var spiked = series
            for index in spikes.indices { spiked.values[index] += spikes[index] * deviation }
            let clean = Scorer(series, IssuedForecasts(series, horizon: SeriesOutcome.horizon))
            let noisy = Scorer(spiked, IssuedForecasts(spiked, horizon: SeriesOutcome.horizon))
            let origins = min(SeriesOutcome.firstOrigin, spikes.count)..<spikes.count
            return Self.horizons.map { horizon in
                [false, true].map { fromCleanOnly in
                    let isCounted = { (origin: Int, target: Int) in
                        spikes[target] == 0 && (!fromCleanOnly || spikes[origin] == 0)
                    }
                    let before = clean.errors(horizon, of: series.values, origins: origins, where: isCounted)
                    let after = noisy.errors(horizon, of: series.values, origins: origins, where: isCounted)
                    return after.meanAbsolute / before.meanAbsolute
                }
            }
        }
        for (index, horizon) in Self.horizons.enumerated() {
            let cells = ["all", "clean"].enumerated().flatMap { kind, name -> [ReportCell] in
                let loss = Means.geometric(losses.map { $0[index][kind] }) - 1
                let other = reference.figure(set.path, "spikes", name, horizon: horizon) - 1
                return [.percent(loss, digits: 1, signed: true), .percent(other, digits: 1, signed: true)]
            }
            noise.rows.append([.text(set.name), .count(horizon)] + cells)
        }
    }
}
