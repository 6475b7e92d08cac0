import LiquidForecasting

/// All that is measured, over one folder of data.
struct Evaluation {
    private let reference: ReferenceFigures
    private var outcomes: [SetOutcome] = []
    private var protocols = PublishedProtocols()
    private var disturbed: DisturbedRows

    init(_ reference: ReferenceFigures) {
        self.reference = reference
        disturbed = DisturbedRows(reference)
    }

    /// Runs the forecaster over a set.
    mutating func take(_ set: SeriesSet) {
        outcomes.append(SetOutcome(set, counting: .time))
        if !set.isRegular { outcomes.append(SetOutcome(set, counting: .observations)) }
        protocols.take(set)
        disturbed.take(set)
    }

    var tables: [ReportTable] {
        let every = EverySet(outcomes: outcomes, reference: reference)
        let worse = WorseSeries(outcomes: outcomes)
        return [
            protocols.table, ExchangeRates.table(outcomes), every.byGroup, every.bySet, worse.counts,
            disturbed.missing, disturbed.noise, Intervals.table(outcomes, reference),
            FirstObservations.table(outcomes, reference), worse.names,
        ]
    }
}
