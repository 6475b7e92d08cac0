package import LiquidForecasting

/// A model of the pipeline file, ready to forecast.
package struct ForecastModel: Sendable {
    package let name: String
    package let forecaster: LiquidForecaster

    package init(name: String, forecaster: LiquidForecaster) {
        self.name = name
        self.forecaster = forecaster
    }
}
