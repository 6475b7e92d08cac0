import Foundation
import Testing

@testable import LiquidForecasting

@Suite struct CovariateTests {
    /// Mean absolute error one step ahead of a signal that follows what another did one step before.
    private func error(withCovariate: Bool, missing: Bool = false) -> Double {
        let settings = ForecasterSettings(
            horizon: 2, stepMicroseconds: 3_600_000_000, covariates: withCovariate ? 1 : 0)
        let forecaster = LiquidForecaster(settings)
        let block = UnsafeMutableRawPointer.allocate(byteCount: forecaster.blockByteCount, alignment: 64)
        let numbers = UnsafeMutablePointer<Double>.allocate(capacity: forecaster.bufferCount)
        defer {
            block.deallocate()
            numbers.deallocate()
        }
        forecaster.prepare(block)
        var chance = Signal(seed: 3)
        let leads = (0..<6_000).map { _ in chance.normal() }
        var (level, sum, count) = (0.0, 0.0, 0.0)
        for index in 1..<leads.count - 1 {
            // The lead of today moves the signal tomorrow.
            level += leads[index - 1] + 0.3 * chance.normal()
            var covariate = missing && index % 2 == 0 ? Double.nan : leads[0...index].last ?? 0
            let advance = forecaster.advance(
                block, to: level, atMicroseconds: Int64(index) * 3_600_000_000, covariates: &covariate,
                forecast: numbers)
            guard index > 1_000, !advance.isWarming else { continue }
            sum += abs(numbers[0] - level - leads[index])
            count += 1
        }
        return sum / count
    }

    @Test func aLeadingValueHelps() {
        let (alone, together) = (error(withCovariate: false), error(withCovariate: true))
        #expect(together < 0.85 * alone, "\(together) with, \(alone) without")
        #expect(error(withCovariate: true, missing: true) < alone)
    }

    @Test func absurdCovariatesDoNoHarm() {
        let settings = ForecasterSettings(horizon: 3, stepMicroseconds: 60_000_000, covariates: 2)
        let driver = Driver(settings)
        for (index, value) in Signal.walk(2_000).enumerated() {
            let covariates = [[1e300, .infinity], [.nan, -1e30], [0, 1e30]][index % 3]
            let (_, rows) = driver.advance(to: value, at: Double(index) * 60, covariates: covariates)
            if let rows { #expect(rows.allSatisfy { $0.isFinite }) }
        }
    }
}
