/// An alert as an Alertmanager shows it.
struct AlertmanagerView: Decodable {
    let labels: [String: String]
    let annotations: [String: String]
    let startsAt: String
    let endsAt: String
}
