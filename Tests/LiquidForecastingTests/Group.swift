@testable import LiquidForecasting

/// What series under test tell each other.
final class Group {
    let forecaster: LiquidForecaster
    let prior: UnsafeMutableRawPointer

    init(_ settings: ForecasterSettings) {
        forecaster = LiquidForecaster(settings)
        prior = .allocate(byteCount: forecaster.priorByteCount, alignment: 64)
        prior.initializeMemory(as: UInt8.self, repeating: 0, count: forecaster.priorByteCount)
    }

    deinit { prior.deallocate() }

    var header: PriorHeader { GroupPrior(prior, forecaster.layout).header.pointee }

    /// The numbers behind the header.
    var numbers: [Float] {
        let start = prior + 64
        return Array(
            UnsafeRawBufferPointer(start: start, count: forecaster.priorByteCount - 64).bindMemory(to: Float.self))
    }

    /// Lets a series of its own learn `values` to its end.
    func grow(_ values: [Double], every seconds: Double = 3_600) {
        let driver = Driver(forecaster.settings, in: self)
        for (index, value) in values.enumerated() { _ = driver.advance(to: value, at: Double(index) * seconds) }
    }
}
