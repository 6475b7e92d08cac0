/// How the program ends, by the numbers of sysexits.
enum ExitCode: Int32, Error {
    case ok = 0
    /// The command line is wrong.
    case usage = 64
    /// The data is not as it has to be.
    case data = 65
    /// A dependency is unreachable, or not as it has to be.
    case unavailable = 69
    /// The program itself is wrong.
    case software = 70
    /// Trying again later may help.
    case tryAgain = 75
    case notPermitted = 77
    /// The pipeline file is wrong.
    case invalidPipeline = 78
}
