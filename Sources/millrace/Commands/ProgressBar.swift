/// How far a file has been sent, on a terminal.
final class ProgressBar {
    private static let width = 20

    private let isShown = Terminal.isError
    private let path: String
    private let start = ContinuousClock.now
    private var nextShow = ContinuousClock.now

    init(path: String) { self.path = path }

    /// Renews the line a few times a second.
    ///
    /// - Parameter share: of the file, from 0 to 1; nil where its length is not known.
    func show(_ count: Int, share: @autoclosure () -> Double?) {
        guard isShown, count % 256 == 0, ContinuousClock.now >= nextShow else { return }
        nextShow = .now + .milliseconds(200)
        let seconds = start.duration(to: .now) / .seconds(1)
        let rate = seconds > 0 ? Int64(Double(count) / seconds) : 0
        let bar = share().map(Self.bar) ?? ""
        Terminal.replaceLine("\(path): \(bar)\(Figures.count(Int64(count))) records, \(Figures.count(rate))/s")
    }

    static func bar(_ share: Double) -> String {
        let full = Int(share * Double(width))
        return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
            + " \(Int(share * 100)) %  "
    }

    func finish() {
        if isShown { Terminal.replaceLine("") }
    }
}
