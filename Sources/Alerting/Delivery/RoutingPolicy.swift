/// To whom the incidents of an entry of `alerts` are told.
package struct RoutingPolicy: Equatable, Sendable {
    /// The name in the pipeline file.
    package var name: String
    /// Names of the models whose anomalies count.
    package var models: [String]
    /// Names of receivers.
    package var receivers: [String]
    /// Nil tells each incident on its own.
    package var storm: StormPolicy?

    package init(name: String, models: [String], receivers: [String], storm: StormPolicy?) {
        self.name = name
        self.models = models
        self.receivers = receivers
        self.storm = storm
    }
}
