/// What the memory of a model's series depends on, and where its parts are in a series' block: what tells, of two files of a
/// pipeline, which memory the later one goes on with.
package struct ModelOutline: Codable, Equatable, Sendable {
    /// What becomes of the memory of a model's series when its settings change.
    package enum Fate: String, Equatable, Sendable {
        /// Everything is kept.
        case kept
        /// What has been learned is kept; what counts as an anomaly, or when it becomes an incident, is another.
        case judged
        /// The forecaster is kept, and the detector starts anew.
        case detectorRestarts
        /// The series start anew.
        case restarts
    }

    package let name: String
    /// What the forecaster's memory depends on.
    let forecaster: String
    /// What the detector's memory depends on, and how it is written down; nil where there is none.
    let detector: String?
    let detectorLayout: String?
    /// What is an anomaly.
    let judgement: String?
    /// The names of its policies, in order, and what each of them asks.
    let policies: [String]
    let policySettings: [String]
    /// Where the parts of a block begin, in bytes.
    let detectorOffset: Int
    let recentOffset: Int
    let incidentsOffset: Int

    /// Whether it may be of a block at all: what was read from outside may say anything.
    var isSound: Bool {
        0 <= detectorOffset && detectorOffset <= recentOffset && recentOffset <= incidentsOffset
            && incidentsOffset <= Self.largestBlock
    }

    /// In bytes; far more than any settings make.
    private static let largestBlock = 1 << 30

    /// What becomes of the memory that was made by this one when `new` takes its place.
    package func fate(under new: ModelOutline) -> Fate {
        guard forecaster == new.forecaster else { return .restarts }
        guard new.detector == nil || detector == new.detector else { return .detectorRestarts }
        let isSame =
            (detector, judgement, policies, policySettings) == (
                new.detector, new.judgement, new.policies, new.policySettings
            )
        return isSame ? .kept : .judged
    }
}
