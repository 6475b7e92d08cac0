/// How well alarms at a threshold found the windows of many timelines: NAB's normalised scores, and counts.
struct WindowScore: Equatable, Sendable {
    /// What a profile of NAB says a missed window and a false alarm cost; a found window earns up to 1.
    struct Profile: Sendable {
        let name: String
        let miss: Double
        let falseAlarm: Double

        static let standard = Profile(name: "standard", miss: 1, falseAlarm: 0.11)
        static let fewFalse = Profile(name: "low FP", miss: 1, falseAlarm: 0.22)
        static let fewMissed = Profile(name: "low FN", miss: 2, falseAlarm: 0.11)
    }

    var threshold: Double
    var detected: Int
    var falseAlarms: Int
    var windows: Int
    /// 100 is perfect, 0 says nothing; may be far below.
    var normalised: Double

    var precision: Double { detected + falseAlarms > 0 ? Double(detected) / Double(detected + falseAlarms) : 0 }
    var recall: Double { windows > 0 ? Double(detected) / Double(windows) : 0 }
    /// The harmonic mean of the share of alarms that are right, windows found and false alarms counted, and the share of
    /// windows that were found.
    var f1: Double { precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0 }
}
