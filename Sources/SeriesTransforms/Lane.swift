/// One value of a record on its way to one model: a key has a series for each lane.
///
/// A value that several models read has several lanes; one that no model reads has one without a model, and is filtered.
package struct Lane: Equatable, Sendable {
    /// The value's place in the schema.
    package let value: Int
    /// The model's place in ``ForecastedSource/models``; nil filters the value.
    package let model: Int?
    /// Places in the schema of the values that help to forecast it, as many as the model's forecaster is set for; nil for
    /// the value itself, which is no covariate of its own.
    package let covariates: [Int?]

    package init(value: Int, model: Int?, covariates: [Int?] = []) {
        self.value = value
        self.model = model
        self.covariates = covariates
    }
}
