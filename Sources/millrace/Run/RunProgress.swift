import Foundation
import StreamRuntime
import Telemetry

/// Tells how a run is going: a line on a terminal that is renewed, a log line every ten seconds elsewhere.
final class RunProgress: Sendable {
    private let isOver: StopFlag
    private let thread: NamedThread

    init(pipeline: Pipeline, log: Log, shows: Bool) {
        let isOver = StopFlag()
        self.isOver = isOver
        thread = NamedThread(name: "progress") {
            var last = pipeline.status.tally.received
            var ticks = 0
            let interval = 0.25
            let every = shows ? 1 : 40
            while !isOver.isSet {
                usleep(UInt32(interval * 1e6))
                ticks += 1
                guard ticks % every == 0, !isOver.isSet else { continue }
                let status = pipeline.status
                let rate = Double(status.tally.received - last) / (interval * Double(every))
                last = status.tally.received
                if shows {
                    Terminal.replaceLine(Self.line(status, rate: rate))
                } else if log.format == .human {
                    log.info(Self.line(status, rate: rate))
                } else {
                    log.info(
                        "running",
                        [
                            "received": .integer(status.tally.received), "forecast": .integer(status.tally[.forecast]),
                            "dead_lettered": .integer(status.tally[.deadLettered]),
                            "series": .integer(Int64(status.series)),
                            "partitions": .integer(Int64(status.partitions.count)), "lag": .integer(status.lag),
                            "per_second": .integer(Int64(rate)),
                        ])
                }
            }
            if shows { Terminal.replaceLine("") }
        }
    }

    /// Clears the line.
    func stop() {
        isOver.set()
        thread.join()
    }

    private static func line(_ status: RunStatus, rate: Double) -> String {
        let tally = status.tally
        if status.partitions.isEmpty, status.closedPartitions == 0 { return "waiting for partitions" }
        var parts = [
            "\(Figures.count(tally.received)) values", "\(Figures.count(Int64(rate)))/s",
            "\(Figures.count(Int64(status.series))) series",
        ]
        if status.isRestoring { parts.append("rebuilding state") }
        if status.lag > 0 { parts.append("\(Figures.count(status.lag)) behind") }
        let refused = tally[.deadLettered] + tally[.late] + tally[.duplicate]
        if refused > 0 { parts.append("\(Figures.count(refused)) not used") }
        return parts.joined(separator: " · ")
    }
}
