import LiquidCells

extension LiquidForecaster {
    /// What the state of a series says about itself.
    package func describe(_ block: UnsafeRawPointer) -> SeriesDescription {
        let series = SeriesBlock(UnsafeMutableRawPointer(mutating: block), layout)
        let header = series.header.pointee
        let constants = series.levelCells.timeConstants(timeConstants)
        let cells = Int(header.rotatingCells)
        return SeriesDescription(
            observations: header.observations, stepMicroseconds: header.step, scale: Double(header.scale),
            seasonalLag: Int(header.lag),
            timeConstants: (0..<LevelCells.count).map { Double(constants[$0]) },
            periods: series.rotatingCells.activePeriods(count: cells),
            amplitudes: series.rotatingCells.amplitudes(count: cells).map(Double.init),
            shares: Expert.allCases.map { expert in
                (0..<settings.horizon).map { Double(series.shares(expert.rawValue)[$0]) }
            })
    }
}
