/// The files of a file sink. The raw value is a file's name.
enum ResultFile: String, CaseIterable {
    case forecasts = "forecasts.jsonl"
    case observations = "observations.jsonl"
    case anomalies = "anomalies.jsonl"
    case alerts = "alerts.jsonl"
    case deadLetters = "dead_letter.jsonl"

    /// Where the progress says how many of its bytes count.
    var length: WritableKeyPath<FileProgress, Int64> {
        switch self {
        case .forecasts: \.forecastsBytes
        case .observations: \.observationsBytes
        case .anomalies: \.anomaliesBytes
        case .alerts: \.alertsBytes
        case .deadLetters: \.deadLetterBytes
        }
    }
}
