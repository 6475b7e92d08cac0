/// A number that a gate can be about.
package enum GateFigure: Equatable, Sendable {
    case mae, rmse, mase, ratioToPersistence, ratioToSeasonal, ratioToEWMA
    case coverage(Int)
    case width(Int)
    case pinball(Int)

    package static func all(levels: [Int]) -> [GateFigure] {
        [.mae, .rmse, .mase, .ratioToPersistence, .ratioToSeasonal, .ratioToEWMA]
            + levels.flatMap { [.coverage($0), .width($0), .pinball($0)] }
    }

    package var name: String {
        switch self {
        case .mae: "mae"
        case .rmse: "rmse"
        case .mase: "mase"
        case .ratioToPersistence: "ratio_persistence"
        case .ratioToSeasonal: "ratio_seasonal"
        case .ratioToEWMA: "ratio_ewma"
        case .coverage(let level): "coverage\(level)"
        case .width(let level): "width\(level)"
        case .pinball(let level): "pinball\(level)"
        }
    }

    /// Whether it is in the metric's unit, so that it is not defined over several metrics.
    package var hasUnit: Bool { self == .mae || self == .rmse }

    /// - Returns: nil where it is not defined.
    package func value(of accuracy: Accuracy) -> Double? {
        switch self {
        case .mae: accuracy.mae
        case .rmse: accuracy.rmse
        case .mase: accuracy.mase
        case .ratioToPersistence: accuracy.ratioToPersistence
        case .ratioToSeasonal: accuracy.ratioToSeasonal
        case .ratioToEWMA: accuracy.ratioToEWMA
        case .coverage(let level): accuracy.level(level)?.coverage
        case .width(let level): accuracy.level(level)?.width
        case .pinball(let level): accuracy.level(level)?.pinball
        }
    }
}
