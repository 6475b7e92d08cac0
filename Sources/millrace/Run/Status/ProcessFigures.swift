import Foundation

/// What this process uses of its machine.
struct ProcessFigures {
    let residentBytes: Int
    let processorSeconds: Double
    let descriptors: Int
    /// Since 1970.
    let startTime: Double

    private static let started = Date().timeIntervalSince1970

    /// As of now. To be called once at start, so that ``startTime`` is right.
    static func now() -> ProcessFigures {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii))?.split(separator: " ")
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let times = [usage.ru_utime, usage.ru_stime]
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 0
        return ProcessFigures(
            residentBytes: (pages.flatMap { $0.count > 1 ? Int($0[1]) : nil } ?? 0) * Int(getpagesize()),
            processorSeconds: times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 },
            descriptors: open, startTime: started)
    }
}
