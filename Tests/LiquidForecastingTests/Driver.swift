import Testing

@testable import LiquidForecasting

/// One series under test: a forecaster and its block.
final class Driver {
    let forecaster: LiquidForecaster
    let block: UnsafeMutableRawPointer
    private let numbers: UnsafeMutablePointer<Double>

    init(_ settings: ForecasterSettings) {
        forecaster = LiquidForecaster(settings)
        block = .allocate(byteCount: forecaster.blockByteCount, alignment: 64)
        forecaster.prepare(block)
        numbers = .allocate(capacity: forecaster.bufferCount)
        numbers.initialize(repeating: 0, count: forecaster.bufferCount)
    }

    deinit {
        block.deallocate()
        numbers.deallocate()
    }

    /// The block's bytes.
    var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: block, count: forecaster.blockByteCount)) }

    /// The bounds in which the newest observation had been expected, by level.
    var expectedBounds: [Double] {
        let start = numbers + forecaster.expectationOffset
        return Array(UnsafeBufferPointer(start: start, count: 2 * forecaster.settings.levels.count))
    }

    /// Replaces the block's bytes.
    func restore(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(start: block, count: $0.count).copyMemory(from: $0)
        }
    }

    /// - Returns: what became of it, and the rows of the forecast where one was issued.
    func advance(to value: Double, at seconds: Double, covariates: [Double]? = nil) -> (Advance, [Double]?) {
        let time = Int64((seconds * 1e6).rounded())
        let advance =
            covariates?.withUnsafeBufferPointer {
                forecaster.advance(
                    block, to: value, atMicroseconds: time, covariates: $0.baseAddress, forecast: numbers)
            } ?? forecaster.advance(block, to: value, atMicroseconds: time, forecast: numbers)
        guard advance.outcome == .learned, !advance.isWarming else { return (advance, nil) }
        return (advance, Array(UnsafeBufferPointer(start: numbers, count: forecaster.forecastCount)))
    }
}
