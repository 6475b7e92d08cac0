/// Why the outside world cannot be used. Each is one sentence that says what is wrong, where, and what to do.
package enum ConnectorError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A dependency cannot be reached, now or any more.
    case unreachable(String)
    /// The dependency answers, and refuses: wrong password, missing right.
    case notPermitted(String)
    /// The dependency is not as the pipeline needs it: missing topic, missing table, wrong version.
    case unusable(String)
    /// The pipeline file asks for something that cannot be done.
    case invalidSetting(String)
    /// Another process owns this work now; nothing was written.
    case fenced(String)
    /// The data is not as it was left: a log that no longer reaches back far enough, a file that shrank.
    case inconsistent(String)
    /// Trying again later may help: stopped while waiting for something that passes.
    case interrupted(String)
    /// This program itself is wrong.
    case defect(String)

    package var description: String {
        switch self {
        case .unreachable(let sentence), .notPermitted(let sentence), .unusable(let sentence),
            .invalidSetting(let sentence),
            .fenced(let sentence), .inconsistent(let sentence), .interrupted(let sentence):
            sentence
        case .defect(let sentence): "\(sentence): this is a defect of Millrace, please report it"
        }
    }
}
