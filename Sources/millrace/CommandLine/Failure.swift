import PipelineSpec
import StreamRuntime
import Telemetry

/// Says what went wrong, and finds the exit code for it.
enum Failure {
    static func report(_ error: any Error) -> ExitCode {
        switch error {
        case let problems as SpecProblems:
            Terminal.error(problems.rendered(colour: Terminal.mayColour))
            return .invalidPipeline
        case let failure as ConnectorError:
            // A server's own words may be part of it.
            Terminal.error("error: \(failure.description.plainLines)")
            return code(of: failure)
        default:
            Terminal.error("error: \(error)")
            return .software
        }
    }

    static func code(of failure: ConnectorError) -> ExitCode {
        switch failure {
        case .unreachable, .unusable: .unavailable
        case .notPermitted: .notPermitted
        case .invalidSetting: .invalidPipeline
        case .inconsistent: .data
        case .fenced, .interrupted: .tryAgain
        case .defect: .software
        }
    }
}
