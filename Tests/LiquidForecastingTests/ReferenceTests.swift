import Foundation
import Testing

@testable import LiquidForecasting

/// Agreement with another implementation of the algorithm, and with its published figures on real data.
@Suite struct ReferenceTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    /// The signal of Golden/reference.py.
    private func signal(_ count: Int) -> [Double] {
        var state: Int64 = 12_345
        return (0..<count).map { hour in
            state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
            let noise = Double(state) / 2_147_483_648 - 0.5
            let seasons = 10 * sin(2 * .pi * Double(hour) / 24) + 4 * sin(2 * .pi * Double(hour) / 168)
            return seasons + 3 * noise + Double(hour / 700) * 2
        }
    }

    @Test func forecastsAreThoseOfTheReference() throws {
        let text = try String(contentsOf: Self.folder.appendingPathComponent("Golden/reference.csv"), encoding: .utf8)
        var expected: [Int: [[Double]]] = [:]
        for line in text.split(separator: "\n") {
            let cells = line.split(separator: ",").compactMap { Double($0) }
            expected[Int(cells[0]), default: []].append(cells)
        }
        let driver = Driver(ForecasterSettings(horizon: 6, stepMicroseconds: 3_600_000_000, warmUp: 1))
        var compared = 0
        for (index, value) in signal(3_000).enumerated() {
            let (_, rows) = driver.advance(to: value, at: Double(index) * 3_600)
            guard let wanted = expected[index], let rows else { continue }
            for cells in wanted {
                let horizon = Int(cells[1]) - 1
                // Single precision in another order of operations: a thousandth of the signal's swing, bounds a little more.
                #expect(abs(rows[horizon] - cells[2]) < 0.03, "observation \(index), horizon \(horizon + 1)")
                for (row, column) in [(3, 3), (1, 4), (2, 5), (4, 6)] {
                    #expect(abs(rows[row * 6 + horizon] - cells[column]) < 0.15)
                }
                compared += 1
            }
        }
        #expect(compared == 59 * 3)
    }

    /// Of the reference, horizon 1 and the mean over horizons 1 to 24.
    private static let referenceErrors = (near: 0.014_603, far: 0.113_246)

    private static let etth1 = folder.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("shared/data/general/ett_hourly/ETTh1.csv.gz")

    /// The reference's mean squared error of the oil temperature, on rows 3,600 to 6,600, z-scored as published tables do.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: etth1.path), "ETTh1 is not here"))
    func errorsOnETTh1AreThoseOfTheReference() throws {
        let gunzip = Process()
        let pipe = Pipe()
        gunzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
        gunzip.arguments = ["-dc", Self.etth1.path]
        gunzip.standardOutput = pipe
        try gunzip.run()
        let text = String(decoding: try #require(try pipe.fileHandleForReading.readToEnd()), as: UTF8.self)
        gunzip.waitUntilExit()
        var series: [Double] = []
        for line in text.split(separator: "\n") where series.count < 6_624 {
            let cells = line.split(separator: ",")
            if cells[1] == "ETTh1.OT", let value = Double(cells[2]) { series.append(value) }
        }
        try #require(series.count == 6_624)
        let driver = Driver(ForecasterSettings(horizon: 24, stepMicroseconds: 3_600_000_000))
        let mean = series[..<2_880].reduce(0, +) / 2_880
        let variance = series[..<2_880].map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 2_880
        var (near, far) = (0.0, 0.0)
        for (index, value) in series.enumerated() {
            let (_, rows) = driver.advance(to: value, at: Double(index) * 3_600)
            guard let rows, (3_600..<6_600).contains(index) else { continue }
            for horizon in 0..<24 {
                let error = rows[horizon] - series[index + 1 + horizon]
                if horizon == 0 { near += error * error }
                far += error * error / 24
            }
        }
        let (nearError, farError) = (near / 3_000 / variance, far / 3_000 / variance)
        #expect(abs(nearError - Self.referenceErrors.near) < 0.01 * Self.referenceErrors.near)
        #expect(abs(farError - Self.referenceErrors.far) < 0.01 * Self.referenceErrors.far)
    }
}
