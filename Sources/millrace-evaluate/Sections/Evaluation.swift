import LiquidForecasting

/// All that is measured, over one folder of data.
struct Evaluation {
    private let reference: ReferenceFigures
    private var outcomes: [SetOutcome] = []
    private var protocols = PublishedProtocols()
    private var disturbed: DisturbedRows
    private var labelled: LabelledAnomalies

    init(_ reference: ReferenceFigures, _ anomalies: AnomalyReference) {
        self.reference = reference
        disturbed = DisturbedRows(reference)
        labelled = LabelledAnomalies(anomalies)
    }

    /// Scores the forecasts of a set.
    mutating func take(_ set: SeriesSet) {
        outcomes.append(SetOutcome(set, counting: .time))
        if !set.isRegular { outcomes.append(SetOutcome(set, counting: .observations)) }
        protocols.take(set)
        disturbed.take(set)
    }

    /// Looks for what is labelled in a set.
    mutating func take(_ set: SeriesSet, _ labels: Labels) { labelled.take(set, labels) }

    /// How good the forecasts are.
    var forecasts: [ReportTable] {
        let every = EverySet(outcomes: outcomes, reference: reference)
        let worse = WorseSeries(outcomes: outcomes)
        return [
            protocols.table, ExchangeRates.table(outcomes), every.byGroup, every.bySet, worse.counts,
            disturbed.missing, disturbed.noise, Intervals.table(outcomes, reference),
            FirstObservations.table(outcomes, reference), worse.names,
        ]
    }

    /// How good the detection of anomalies is.
    ///
    /// - Parameter keys: at most so many series of each law of noise.
    func anomalies(keys: Int?) -> [ReportTable] { [labelled.table, FalseAlarms.table(keys: keys)] }
}
