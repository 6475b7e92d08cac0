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

    /// Of how a state is written down, and of what names its series: a state of another one is of no use. What else was asked
    /// of its models, the state says itself (``StateOutline``).
    var fingerprint: UInt64 {
        let words = ["state 6", "key"] + schema.key
        // Each word with its length, so that no two lists of words look alike.
        var hash = StableHash()
        for word in words { hash.add("\(word.utf8.count):\(word)".utf8) }
        return hash.value
    }
}
