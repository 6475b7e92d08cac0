import Foundation
import Testing

/// A series of the data that is shipped with the pipelines.
struct ShippedSeries {
    let seconds: [Double]
    let values: [Double]

    /// - Parameters:
    ///   - key: cells that follow one another between the time and the value.
    init(_ file: String, key: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let unpack = Process()
        let pipe = Pipe()
        unpack.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        unpack.arguments = ["gzip", "-dc", root.appendingPathComponent("pipelines/data/\(file)").path]
        unpack.standardOutput = pipe
        try unpack.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        unpack.waitUntilExit()
        try #require(unpack.terminationStatus == 0)
        let rows = text.split(separator: "\n").filter { $0.contains(",\(key),") }.map { $0.split(separator: ",") }
        seconds = try rows.map { try #require(Double($0[0])) / 1_000 }
        values = try rows.map { try #require($0.last.flatMap { Double($0) }) }
    }
}
