package import TimeSeries

/// What the numbers in a model's rows mean. Sinks are told once, by the model's name, so that no row has to say it.
package struct ForecastForm: Equatable, Sendable {
    /// Levels of the intervals in percent, narrowest first, each once.
    package let levels: [Int]
    package let counting: HorizonCounting

    package init(levels: [Int], counting: HorizonCounting) {
        self.levels = levels
        self.counting = counting
    }

    /// Where a level stands in ``levels``; nil when the model has no such interval.
    package func place(of level: Int) -> Int? { levels.firstIndex(of: level) }
}
