import NumericKernels

/// Leaky integrators whose time constants depend on what they see: the liquid time-constant cells of a series.
///
/// Each cell follows the signal at its own pace, from one to a thousand steps,
///
/// ```
/// dx/dt = (y − x)·f,   f = e^(A·v)/τ,   v = (1, ln(0.3 + u²), ±D/s),   u = (x − y)/(s·√τ)
/// ```
///
/// solved exactly over the time between two observations, so that irregular sampling costs nothing. A is learned by exact
/// real-time recurrent learning: the recurrence is elementwise, so dx/dA is carried along as one number for each of A's.
/// Sources: Hasani, Lechner, Amini, Rus, Grosu, "Liquid Time-constant Networks", AAAI 2021; Williams and Zipser, "A
/// Learning Algorithm for Continually Running Fully Recurrent Neural Networks", 1989; the update of A is RMSProp's.
///
/// The state is kept as x − y, so that single precision never sees the level of the signal.
///
/// Beside the cells of the literature: this is ``ElementwiseLTCCell`` in its exactly integrated form, whose units pull their
/// state to A at the rate 1/τ + f. Here A is the signal itself and the whole rate depends on what the cell sees, so that
/// there are no weights to draw: with A = 0 a cell is a plain leaky integrator, which is where every series begins. It is the
/// forecaster's own, fixed in size, layout and arithmetic, because series blocks hold its bytes; nothing of it is imported.
package struct LevelCells {
    package static let count = 8
    /// Bytes of the state: 13 rows of 8 numbers.
    package static let byteCount = 13 * 32

    /// How the time constants are spread; the same for every series.
    package struct TimeConstants: Sendable {
        let inverse: SIMD8<Float>
        let root: SIMD8<Float>

        /// - Parameter steps: the time constants in units of the step, at most 8.
        package init(_ steps: [Double]) {
            var all = SIMD8<Double>(repeating: 1)
            for (lane, constant) in steps.enumerated() { all[lane] = constant }
            inverse = SIMD8<Float>(1 / all)
            root = SIMD8<Float>(all.squareRoot())
        }
    }

    /// What the cells see of one observation.
    package struct Input {
        /// The observation less the one before.
        package var difference: Float
        /// Time since the one before, in steps.
        package var span: Float
        /// The running size of differences, positive.
        package var scale: Float
        /// The least share of the way to the observation that a cell moves: 1/n at the n-th observation.
        package var leastGain: Float

        package init(difference: Float, span: Float, scale: Float, leastGain: Float) {
            self.difference = difference
            self.span = span
            self.scale = scale
            self.leastGain = leastGain
        }
    }

    /// Row 0 holds x − y, rows 1–3 A, 4–6 dx/dA, 7–9 the running squares of A's gradient, 10–12 dx/dA in units of the
    /// feature.
    private let rows: UnsafeMutablePointer<SIMD8<Float>>

    /// - Parameter state: ``byteCount`` bytes, aligned to 32.
    package init(_ state: UnsafeMutableRawPointer) {
        rows = state.assumingMemoryBound(to: SIMD8<Float>.self)
    }

    /// The cells of a series that has seen nothing.
    package func prepare() {
        for row in 0..<13 { rows[row] = .zero }
        for row in 7..<10 { rows[row] = SIMD8(repeating: 1e-4) }
    }

    /// Numbers of A: ``count`` for each of its inputs.
    package static let rateCount = 3 * count

    /// A, row by row: of the constant, of the surprise, of the direction.
    package var rates: UnsafeMutablePointer<Float> {
        UnsafeMutableRawPointer(rows + 1).assumingMemoryBound(to: Float.self)
    }

    /// x − y of each cell.
    package var levels: SIMD8<Float> { rows[0] }

    /// Each cell's time constant as learned, in steps, where the signal is as usual.
    package func timeConstants(_ constants: TimeConstants) -> SIMD8<Float> {
        {
            var constant = SIMD8<Float>(repeating: 0)
            for cell in 0..<Self.count {
                constant[cell] = 1 / (constants.inverse[cell] * exponential(clipped(rows[1][cell], to: 4)))
            }
            return constant
        }()
    }

    /// Moves the cells to an observation.
    ///
    /// - Parameter features: takes each cell's distance from the observation, in units of what it usually is, within ±15;
    ///   8 numbers.
    package func advance(_ input: Input, _ constants: TimeConstants, features: UnsafeMutablePointer<Float>) {
        let (scale, inverse, root) = (input.scale, constants.inverse, constants.root)
        let unit = 1 / scale / root
        let step = clipped(input.difference / scale, to: 2)
        let before = rows[0] - input.difference
        let u = clipped(before * unit, to: SIMD8(repeating: 1e15))
        let surprise = logarithm(u * u + 0.3)
        let toward = SIMD8<Float>(repeating: step).replacing(with: -step, where: u .> 0)
        let exponent = rows[1] + rows[2] * surprise + rows[3] * toward
        let path = exponential(clipped(exponent, to: SIMD8(repeating: 4))) * inverse * input.span
        let kept = exponential(-path)
        let gain = larger(1 - kept, SIMD8(repeating: input.leastGain))
        let keep = 1 - gain
        // dx/dA: how the state would differ had A been a little larger, ever since.
        let push = -before * kept * path
        carry(0, keep, push, unit)
        carry(1, keep, push * surprise, unit)
        carry(2, keep, push * toward, unit)
        let after = before - gain * clipped(before, to: root * (300 * scale))
        rows[0] = after
        UnsafeMutableRawPointer(features)
            .storeBytes(of: clipped(after * unit, to: SIMD8(repeating: 15)), as: SIMD8<Float>.self)
    }

    /// Takes one row of dx/dA on.
    @inline(__always)
    private func carry(_ input: Int, _ keep: SIMD8<Float>, _ push: SIMD8<Float>, _ unit: SIMD8<Float>) {
        let trace = rows[4 + input] * keep + push
        rows[4 + input] = trace
        rows[10 + input] = clipped(trace * unit, to: SIMD8(repeating: 1e4))
    }

    /// Learns A from the error of the forecast that was made from the features before this observation.
    ///
    /// - Parameter sensitivity: for each cell, the error times what the forecast moves with the cell's feature.
    package func learn(from sensitivity: SIMD8<Float>) {
        for input in 0..<3 {
            let gradient = clipped(sensitivity * rows[10 + input], to: SIMD8(repeating: 1e15))
            let square = rows[7 + input] + 0.01 * (gradient * gradient - rows[7 + input])
            rows[7 + input] = square
            rows[1 + input] = clipped(
                rows[1 + input] + 0.005 * gradient / (square.squareRoot() + 1e-8), to: SIMD8(repeating: 3))
        }
    }
}
