import Foundation
import PipelineSpec
import PostgresConnector
import StreamRuntime

/// Places an order about a series, and waits until a running pipeline has followed it.
struct SeriesOrderDesk {
    /// A running pipeline looks every two seconds.
    private static let usualDelay: Duration = .seconds(8)

    private let url: Secret
    private let timeout: Duration
    private let waits: Bool

    init(_ arguments: Arguments, url: Secret? = nil) throws {
        self.url = try url ?? DatabaseCommands.connection(arguments)
        waits = !arguments.has("no-wait")
        let text = arguments.text("timeout") ?? "1m"
        guard let limit = DurationText.parse(text), limit > 0 else {
            throw arguments.wrong("--timeout has to be a time such as 30s or 5m, not `\(text)`")
        }
        timeout = .microseconds(limit)
    }

    /// - Parameter done: called when it was followed, with what was exported.
    func follow(
        _ order: SeriesOrder, of pipeline: String, _ done: ([UInt8]) throws -> Void
    ) throws -> ExitCode {
        let orders = try PostgresSeriesOrders(url: url)
        let name = try orders.place(order, pipeline: pipeline)
        guard waits else {
            print(
                "the order \(name) waits for the pipeline \(pipeline); millrace.series_order tells what becomes of it")
            return .ok
        }
        let start = ContinuousClock.now
        var isWarned = false
        while true {
            guard let state = try orders.state(of: name) else {
                Terminal.error("error: somebody has removed the order \(name) from millrace.series_order")
                return .tryAgain
            }
            if state.isTaken {
                if let refusal = state.refusal {
                    Terminal.error("error: the pipeline \(pipeline) refuses: the file \(refusal)")
                    return .data
                }
                try done(state.exported ?? [])
                if state.exported != nil { try orders.forgetExport(of: name) }
                return .ok
            }
            if !state.isSeen, !isWarned, ContinuousClock.now >= start + Self.usualDelay {
                isWarned = true
                Terminal.error(
                    "no process of the pipeline \(pipeline) has read the order yet: is it running? Waiting on")
            }
            if ContinuousClock.now >= start + timeout, try orders.withdraw(name) {
                let reason =
                    state.isSeen
                    ? "none of its partitions that run has the series, or they are still catching up; a process that was about to follow it may do so all the same"
                    : "no process of it has read it; start it, or leave the order by --no-wait"
                Terminal.error(
                    "error: the pipeline \(pipeline) has not followed in \(timeout), and the order is taken back: \(reason)"
                )
                return .tryAgain
            }
            usleep(100_000)
        }
    }
}
