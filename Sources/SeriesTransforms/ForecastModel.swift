package import LiquidForecasting

/// A model of the pipeline file, ready to forecast.
package struct ForecastModel: Sendable {
    /// The name in the pipeline file.
    package let name: String
    /// What forecasts, for every series of the model.
    package let forecaster: LiquidForecaster

    package init(name: String, forecaster: LiquidForecaster) {
        self.name = name
        self.forecaster = forecaster
    }
}
