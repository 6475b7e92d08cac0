/// `type: alertmanager`: alerts are given to a Prometheus Alertmanager by its API, version 2.
package struct AlertmanagerSinkSpec: Sendable {
    /// The server, such as `http://localhost:9093`; `/api/v2/alerts` is added.
    package var url: Secret
    package var headers: [(name: String, value: Secret)] = []
    package var authorities: String?
    package var timeoutMicroseconds: Int64 = 10_000_000
    /// How often what is firing is sent again: less than the server's `resolve_timeout`.
    package var remindEveryMicroseconds: Int64 = 60_000_000
    package var perMinute: Int = 600

    package init(url: Secret) { self.url = url }
}
