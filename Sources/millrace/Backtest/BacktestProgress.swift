import Foundation
import StreamRuntime

/// How far a backtest is, as a bar with the time left; on a terminal only.
final class BacktestProgress: Sendable {
    private let isOver = StopFlag()
    private let thread: NamedThread?

    init(pipeline: Pipeline, sources: [any FiniteSource], name: String) {
        guard Terminal.isError else {
            thread = nil
            return
        }
        let started = ContinuousClock.now
        thread = NamedThread(name: "progress") { [isOver] in
            var best = 0.0
            while !isOver.isSet {
                usleep(100_000)
                guard !isOver.isSet else { break }
                let seconds = (ContinuousClock.now - started) / .seconds(1)
                // It never goes back, though more may have been read since than computed.
                let share = Self.share(pipeline.status, sources).map { max($0, best) }
                best = share ?? best
                Terminal.replaceLine(
                    Self.line(name, share: share, seconds: seconds, received: pipeline.status.tally.received))
            }
            Terminal.replaceLine("")
        }
    }

    /// Clears the line.
    func stop() {
        isOver.set()
        thread?.join()
    }

    /// The share of the input whose results are there; nil when nobody can tell.
    private static func share(_ status: RunStatus, _ sources: [any FiniteSource]) -> Double? {
        let extents = sources.compactMap(\.extent)
        guard !extents.isEmpty, extents.count == sources.count else { return nil }
        let read = extents.map { $0.total > 0 ? Double($0.read) / Double($0.total) : 1 }.reduce(0, +)
        // A file is read ahead of what is computed from it, and its end is noted as it is read.
        let ends = status.partitions.reduce(0) { $0 + ($1.endOffset ?? $1.nextOffset) }
        let done = status.partitions.reduce(0) { $0 + $1.nextOffset }
        return min(1, read / Double(extents.count)) * (ends > 0 ? Double(done) / Double(ends) : 1)
    }

    static func line(_ name: String, share: Double?, seconds: Double, received: Int64) -> String {
        let rate = seconds > 0 ? Int64(Double(received) / seconds) : 0
        let figures = "\(Figures.count(received)) values, \(Figures.count(rate))/s"
        guard let share else { return "\(name)  \(figures)" }
        let filled = Int((share * 24).rounded(.down))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
        let left = share > 0.02 && seconds > 1 ? "  \(duration(seconds * (1 - share) / share)) left" : ""
        return "\(name)  \(bar) \(Int(share * 100)) %\(left)  \(figures)"
    }

    private static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return whole < 60
            ? "\(whole) s"
            : whole < 3_600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3_600) h \(whole / 60 % 60) min"
    }
}
