/// One entry of `models`.
package struct ModelSpec: Sendable {
    /// The name in the pipeline file, which its series carry.
    package var name: String
    /// The values it forecasts, resolved: every metric of every source for `all`.
    package var inputs: [Input]
    /// Names of other values of the same records that help to forecast; at most four.
    package var covariates: [String]
    package var forecaster: ForecasterSpec
    /// Observations of a series before its first forecast is issued.
    package var warmUp: Int

    /// What is an anomaly; nil looks for none.
    package var detect: DetectSpec?

    /// One value of one source.
    package struct Input: Hashable, Sendable {
        package var source: String
        package var metric: String
        package init(source: String, metric: String) {
            self.source = source
            self.metric = metric
        }
    }

    package init(name: String, inputs: [Input], covariates: [String], forecaster: ForecasterSpec, warmUp: Int) {
        self.name = name
        self.inputs = inputs
        self.covariates = covariates
        self.forecaster = forecaster
        self.warmUp = warmUp
    }
}
