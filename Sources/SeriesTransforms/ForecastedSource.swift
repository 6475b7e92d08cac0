import LiquidForecasting
package import RecordDecoding
import TimeSeries

/// What is computed from the records of one source.
package struct ForecastedSource: Sendable {
    /// The pipeline's name, a part of what names its incidents.
    let pipeline: String
    /// Where key, time and values stand in a record.
    package let schema: RecordSchema
    /// Every model of the pipeline; a lane names one by its place.
    package let models: [ForecastModel]
    /// Every way of a value to a model, in the order of the values.
    package let lanes: [Lane]
    /// The most series that one partition may have.
    package let maxSeries: Int
    /// The one series that the log is read for; nil reads it for all.
    package var focus: SeriesFocus?

    /// - Precondition: every value of the schema has a lane.
    package init(
        pipeline: String, schema: RecordSchema, models: [ForecastModel], lanes: [Lane], maxSeries: Int
    ) {
        precondition(Set(lanes.map(\.value)) == Set(schema.values.indices), "each value has at least one lane")
        self.pipeline = pipeline
        self.schema = schema
        self.models = models
        self.lanes = lanes
        self.maxSeries = maxSeries
    }

    /// Of everything that the state of a partition depends on, and of how it is written down.
    var fingerprint: UInt64 {
        var words = ["state 3", "\(maxSeries)", "\(schema.format)", "\(schema.delimiter)"]
        words += schema.columns + ["key"] + schema.key
        words += ["time", schema.timeField, "\(schema.timeUnit)", "\(schema.maxFutureMicroseconds ?? -1)"]
        words += ["\(schema.isFutureAfterNewest)"]
        words += schema.values.flatMap { [$0.field, $0.name, "\($0.optional)"] }
        words += models.flatMap { [$0.name, $0.fingerprint] }
        words += lanes.map { "\($0.value) \($0.model ?? -1) \($0.covariates.map { $0 ?? -1 })" }
        // Each word with its length, so that no two lists of words look alike.
        var hash = StableHash()
        for word in words { hash.add("\(word.utf8.count):\(word)".utf8) }
        return hash.value
    }
}
