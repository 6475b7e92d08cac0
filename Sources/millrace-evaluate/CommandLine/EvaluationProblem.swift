/// Why there is no evaluation.
enum EvaluationProblem: Error, Equatable, CustomStringConvertible {
    /// The command line is wrong.
    case usage(String)
    /// There is no data.
    case noData(String)
    /// A file is not as it has to be.
    case badData(String)

    /// By the numbers of sysexits.
    var exitCode: Int32 {
        switch self {
        case .usage: 64
        case .badData: 65
        case .noData: 69
        }
    }

    var description: String {
        switch self {
        case .usage(let text), .noData(let text), .badData(let text): text
        }
    }
}
