import Foundation

/// How far a file has been sent, on a terminal.
final class ProgressBar {
    private let isShown = Terminal.isError
    private let path: String
    private let start = ContinuousClock.now
    private var nextShow = ContinuousClock.now

    init(path: String) { self.path = path }

    /// Renews the line a few times a second.
    func show(_ count: Int) {
        guard isShown, count % 256 == 0, ContinuousClock.now >= nextShow else { return }
        nextShow = .now + .milliseconds(200)
        let seconds = start.duration(to: .now) / .seconds(1)
        let rate = seconds > 0 ? Int64(Double(count) / seconds) : 0
        Terminal.replaceLine("\(path): \(Figures.count(Int64(count))) records, \(Figures.count(rate))/s")
    }

    func finish() {
        if isShown { Terminal.replaceLine("") }
    }
}
