import Glibc
import NumericKernels

/// Damped oscillators, one for each period of a season, that together follow what the slow level of the signal leaves
/// over.
///
/// Each cell is a complex number that turns once a period, exactly, whatever the time between two observations; one
/// shared innovation corrects them all, as in the observer form of a harmonic state-space model (Harvey, "Forecasting,
/// Structural Time Series Models and the Kalman Filter", 1989).
package struct RotatingCells {
    /// Most cells.
    package static let limit = 6
    /// Bytes of the state: the periods, then six rows of 8 numbers.
    package static let byteCount = 64 + 6 * 32

    private let periods: UnsafeMutablePointer<Double>
    private let rows: UnsafeMutablePointer<Float>

    private var real: UnsafeMutablePointer<Float> { rows }
    private var imaginary: UnsafeMutablePointer<Float> { rows + 8 }
    private var cosine: UnsafeMutablePointer<Float> { rows + 16 }
    private var sine: UnsafeMutablePointer<Float> { rows + 24 }
    private var gain: UnsafeMutablePointer<Float> { rows + 32 }
    /// The slow level less the newest observation, its gain, and the square root of its time constant in steps.
    private var slow: UnsafeMutablePointer<Float> { rows + 40 }

    /// - Parameter state: ``byteCount`` bytes, aligned to 64, zero for a series that has seen nothing.
    package init(_ state: UnsafeMutableRawPointer) {
        periods = state.assumingMemoryBound(to: Double.self)
        rows = (state + 64).assumingMemoryBound(to: Float.self)
    }

    /// Chooses the periods that are at least three steps long.
    ///
    /// - Parameter step: seconds.
    /// - Returns: how many there are.
    package func prepare(periodsSeconds: [Double], step: Double) -> Int {
        var count = 0
        for period in periodsSeconds where period >= 3 * step {
            periods[count] = period
            count += 1
        }
        slow[2] = Float((2 * longest(count) / step).squareRoot())
        return count
    }

    /// Prepares to turn by a span: to be called when it differs from the one before.
    ///
    /// - Parameter seconds: time between two observations.
    package func turn(by seconds: Double, count: Int) {
        for cell in 0..<count {
            let turns = seconds / periods[cell]
            let angle = 2 * Double.pi * (turns - turns.rounded(.down))
            cosine[cell] = Float(cos(angle))
            sine[cell] = Float(sin(angle))
            gain[cell] = 1 - exponential(Float(-seconds / (4 * periods[cell])))
        }
        slow[1] = 1 - exponential(Float(-seconds / (2 * longest(count))))
    }

    /// Moves the cells to an observation.
    ///
    /// - Parameters:
    ///   - difference: the observation less the one before.
    ///   - features: takes the real and the imaginary part of each cell in units of three scales, within ±15.
    package func advance(
        difference: Float, scale: Float, leastGain: Float, count: Int, features: UnsafeMutablePointer<Float>
    ) {
        let limit = 300 * scale * slow[2]
        let before = slow[0] - difference
        let level = before - max(slow[1], leastGain) * clipped(before, to: limit)
        slow[0] = level
        var sum: Float = 0
        for cell in 0..<count {
            let (x, y) = (real[cell], imaginary[cell])
            let turned = x * cosine[cell] - y * sine[cell]
            imaginary[cell] = x * sine[cell] + y * cosine[cell]
            real[cell] = turned
            sum += turned
        }
        let innovation = clipped(-level - sum, to: limit)
        let share = 2 / Float(count)
        let unit = 0.333 / scale
        for cell in 0..<count {
            real[cell] += max(gain[cell], leastGain) * share * innovation
            features[2 * cell] = clipped(real[cell] * unit, to: 15)
            features[2 * cell + 1] = clipped(imaginary[cell] * unit, to: 15)
        }
    }

    /// The periods of the cells, in seconds.
    package func activePeriods(count: Int) -> [Double] { (0..<count).map { periods[$0] } }

    /// How far each cell swings, in the signal's unit.
    package func amplitudes(count: Int) -> [Float] {
        (0..<count).map { (real[$0] * real[$0] + imaginary[$0] * imaginary[$0]).squareRoot() }
    }

    private func longest(_ count: Int) -> Double {
        var longest = 0.0
        for cell in 0..<count { longest = max(longest, periods[cell]) }
        return longest
    }
}
