/// What names a series within its pipeline.
package struct SeriesIdentity: Hashable, Sendable {
    /// The values of the record's key fields, joined by `/` (a `/` or `\` inside one of several fields is escaped with `\`).
    package var key: String
    /// The name of the value that is forecast.
    package var metric: String
    /// The name in the pipeline file of the model that forecasts it.
    package var model: String
    /// The key's fields by name, in the pipeline file's order; empty when the key is the Kafka message's own.
    package var labels: [Label]

    /// One field of a key.
    package struct Label: Hashable, Sendable {
        package var name: String
        /// As text, whatever it is in the record.
        package var value: String
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(key: String, metric: String, model: String, labels: [Label]) {
        self.key = key
        self.metric = metric
        self.model = model
        self.labels = labels
    }
}
