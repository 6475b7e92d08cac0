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
package struct LevelCells {
    package static let count = 11
    /// Bytes of the state: 13 rows of 16 numbers, the last five of each unused.
    package static let byteCount = 13 * 64

    /// How the time constants are spread; the same for every series.
    package struct TimeConstants: Sendable {
        let inverse: SIMD16<Float>
        let root: SIMD16<Float>
        let inverseRoot: SIMD16<Float>

        /// - Parameter steps: the time constants in units of the step, at most 16.
        package init(_ steps: [Double]) {
            var all = SIMD16<Double>(repeating: 1)
            for (lane, constant) in steps.enumerated() { all[lane] = constant }
            inverse = SIMD16<Float>(1 / all)
            root = SIMD16<Float>(all.squareRoot())
            inverseRoot = SIMD16<Float>(1 / all.squareRoot())
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
    private let rows: UnsafeMutablePointer<SIMD16<Float>>

    /// - Parameter state: ``byteCount`` bytes, aligned to 64.
    package init(_ state: UnsafeMutableRawPointer) {
        rows = state.assumingMemoryBound(to: SIMD16<Float>.self)
    }

    /// The cells of a series that has seen nothing.
    package func prepare() {
        for row in 0..<13 { rows[row] = .zero }
        for row in 7..<10 { rows[row] = SIMD16(repeating: 1e-4) }
    }

    /// x − y of each cell.
    package var levels: SIMD16<Float> { rows[0] }

    /// Each cell's time constant as learned, in steps, where the signal is as usual.
    package func timeConstants(_ constants: TimeConstants) -> SIMD16<Float> {
        1 / (constants.inverse * exponential(clipped(rows[1], to: SIMD16(repeating: 4))))
    }

    /// Moves the cells to an observation.
    ///
    /// - Returns: each cell's distance from the observation, in units of what it usually is, within ±15.
    package func advance(_ input: Input, _ constants: TimeConstants) -> SIMD16<Float> {
        let scale = input.scale
        let unit = constants.inverseRoot * (1 / scale)
        let before = rows[0] - input.difference
        let u = clipped(before * unit, to: SIMD16(repeating: 1e15))
        let surprise = logarithm(u * u + 0.3)
        let step = clipped(input.difference / scale, to: 2)
        let toward = SIMD16<Float>(repeating: step).replacing(with: -step, where: u .> 0)
        let exponent = rows[1] + rows[2] * surprise + rows[3] * toward
        let rate = exponential(clipped(exponent, to: SIMD16(repeating: 4))) * constants.inverse
        let path = rate * input.span
        let kept = exponential(-path)
        let gain = pointwiseMax(1 - kept, SIMD16(repeating: input.leastGain))
        let keep = 1 - gain
        // dx/dA: how the state would differ had A been a little larger, ever since.
        let push = -before * kept * path
        let traces = (rows[4] * keep + push, rows[5] * keep + push * surprise, rows[6] * keep + push * toward)
        rows[4] = traces.0
        rows[5] = traces.1
        rows[6] = traces.2
        let limit = SIMD16<Float>(repeating: 1e4)
        rows[10] = clipped(traces.0 * unit, to: limit)
        rows[11] = clipped(traces.1 * unit, to: limit)
        rows[12] = clipped(traces.2 * unit, to: limit)
        let after = before - gain * clipped(before, to: constants.root * (300 * scale))
        rows[0] = after
        return clipped(after * unit, to: SIMD16(repeating: 15))
    }

    /// Learns A from the error of the forecast that was made from the features before this observation.
    ///
    /// - Parameter sensitivity: for each cell, the error times what the forecast moves with the cell's feature.
    package func learn(from sensitivity: SIMD16<Float>) {
        let ceiling = SIMD16<Float>(repeating: 1e15)
        for input in 0..<3 {
            let gradient = clipped(sensitivity * rows[10 + input], to: ceiling)
            let square = rows[7 + input] + 0.01 * (gradient * gradient - rows[7 + input])
            rows[7 + input] = square
            let stepped = rows[1 + input] + 0.005 * gradient / (square.squareRoot() + 1e-8)
            rows[1 + input] = clipped(stepped, to: SIMD16(repeating: 3))
        }
    }
}
