import Foundation

/// Where a report was made: figures of other machines are others.
struct Machine: Codable {
    var processor = "unknown"
    let processors: Int
    let memoryBytes: UInt64
    let system: String

    /// This one.
    init() {
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
        if let line = lines.first(where: { $0.hasPrefix("model name") }), let colon = line.firstIndex(of: ":") {
            processor = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        processors = ProcessInfo.processInfo.activeProcessorCount
        memoryBytes = ProcessInfo.processInfo.physicalMemory
        system = ProcessInfo.processInfo.operatingSystemVersionString
    }

    var text: String { "\(processor), \(processors) processors, \(memoryBytes >> 30) GiB, \(system)" }
}
