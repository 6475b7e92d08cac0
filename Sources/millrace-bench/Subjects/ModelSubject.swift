/// What the model does with an event: score, learn, forecast with intervals, look for anomalies.
struct ModelSubject: Subject {
    static let name = "model"
    static let about = "forecast, intervals and score of an event, one core, with few series and with many"

    private static let hot = 4

    func measure(_ effort: Effort) throws -> [Figure] {
        var figures: [Figure] = []
        for (horizon, goals) in [(12, (600_000.0, 400_000.0)), (24, (400_000.0, 250_000.0))] {
            let few = SeriesField(horizon: horizon, series: Self.hot)
            let hotOrder = VisitOrder.hot.series(of: Self.hot, events: effort.events)
            _ = few.nanosecondsPerEvent(hotOrder)
            let hot = (0..<effort.repetitions).map { _ in 1e9 / few.nanosecondsPerEvent(hotOrder) }
            let hotFigure = Figure("model, H=\(horizon), hot", "events/s", hot, goal: goals.0, isMoreBetter: true)
            figures.append(hotFigure)
            let many = SeriesField(horizon: horizon, series: effort.series)
            for (word, order) in [("uniform", VisitOrder.uniform), ("Zipf", .zipf)] {
                let visits = order.series(of: effort.series, events: effort.events)
                let rates = (0..<effort.repetitions).map { _ in 1e9 / many.nanosecondsPerEvent(visits) }
                let name = "model, H=\(horizon), \(effort.series) series, \(word)"
                figures.append(Figure(name, "events/s", rates, goal: goals.1, isMoreBetter: true))
                figures.append(
                    Figure(
                        "\(name), of hot", "", rates.map { $0 / hotFigure.median }, goal: horizon == 12 ? 0.55 : nil,
                        isMoreBetter: true))
            }
            figures.append(Figure("model, H=\(horizon), block of a series", "bytes", [Double(many.blockByteCount)]))
        }
        return figures
    }
}
