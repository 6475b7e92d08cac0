/// The series of one value under one model start anew: the model's settings were changed, so that their memory is of no use.
package struct ModelRestart: Codable, Equatable, Sendable {
    package var model: String
    package var metric: String
    /// Whether only what looks for anomalies starts anew.
    package var isDetectorAlone: Bool

    package init(model: String, metric: String, isDetectorAlone: Bool) {
        self.model = model
        self.metric = metric
        self.isDetectorAlone = isDetectorAlone
    }
}
