/// To whom the incidents of an entry of `alerts` are told.
package struct RoutingPolicy: Equatable, Sendable {
    /// The name in the pipeline file.
    package var name: String
    /// Names of receivers.
    package var receivers: [String]
    /// Nil tells each incident on its own.
    package var storm: StormPolicy?

    package init(name: String, receivers: [String], storm: StormPolicy?) {
        self.name = name
        self.receivers = receivers
        self.storm = storm
    }
}
