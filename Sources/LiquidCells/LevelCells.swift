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
    /// The loop has no branches and its rows lie apart, so that it is compiled to vectors.
    ///
    /// - Parameter features: takes each cell's distance from the observation, in units of what it usually is, within ±15;
    ///   8 numbers.
    package func advance(_ input: Input, _ constants: TimeConstants, features: UnsafeMutablePointer<Float>) {
        withUnsafePointer(to: constants.inverse) { inverse in
            withUnsafePointer(to: constants.root) { root in
                let state = UnsafeMutableRawPointer(rows).assumingMemoryBound(to: Float.self)
                Self.advance(
                    state, input, inverse: UnsafeRawPointer(inverse).assumingMemoryBound(to: Float.self),
                    root: UnsafeRawPointer(root).assumingMemoryBound(to: Float.self), features)
            }
        }
    }

    private static func advance(
        _ state: UnsafeMutablePointer<Float>, _ input: Input, inverse: UnsafePointer<Float>, root: UnsafePointer<Float>,
        _ features: UnsafeMutablePointer<Float>
    ) {
        let scale = input.scale
        let inverseScale = 1 / scale
        let step = clipped(input.difference / scale, to: 2)
        for cell in 0..<8 {
            let unit = inverseScale / root[cell]
            let before = state[cell] - input.difference
            let u = clipped(before * unit, to: 1e15)
            let surprise = logarithm(u * u + 0.3)
            let toward = u > 0 ? -step : step
            let exponent = state[8 + cell] + state[16 + cell] * surprise + state[24 + cell] * toward
            let path = exponential(clipped(exponent, to: 4)) * inverse[cell] * input.span
            let kept = exponential(-path)
            let gain = max(1 - kept, input.leastGain)
            let keep = 1 - gain
            // dx/dA: how the state would differ had A been a little larger, ever since.
            let push = -before * kept * path
            let traces = (
                state[32 + cell] * keep + push, state[40 + cell] * keep + push * surprise,
                state[48 + cell] * keep + push * toward
            )
            state[32 + cell] = traces.0
            state[40 + cell] = traces.1
            state[48 + cell] = traces.2
            state[80 + cell] = clipped(traces.0 * unit, to: 1e4)
            state[88 + cell] = clipped(traces.1 * unit, to: 1e4)
            state[96 + cell] = clipped(traces.2 * unit, to: 1e4)
            let after = before - gain * clipped(before, to: root[cell] * (300 * scale))
            state[cell] = after
            features[cell] = clipped(after * unit, to: 15)
        }
    }

    /// Learns A from the error of the forecast that was made from the features before this observation.
    ///
    /// - Parameter sensitivity: for each cell, the error times what the forecast moves with the cell's feature.
    package func learn(from sensitivity: SIMD8<Float>) {
        let state = UnsafeMutableRawPointer(rows).assumingMemoryBound(to: Float.self)
        withUnsafePointer(to: sensitivity) { pointer in
            let sensitivity = UnsafeRawPointer(pointer).assumingMemoryBound(to: Float.self)
            for input in 0..<3 {
                let (rates, squares) = (state + 8 * (1 + input), state + 8 * (7 + input))
                let derivatives = state + 8 * (10 + input)
                for cell in 0..<8 {
                    let gradient = clipped(sensitivity[cell] * derivatives[cell], to: 1e15)
                    let square = squares[cell] + 0.01 * (gradient * gradient - squares[cell])
                    squares[cell] = square
                    rates[cell] = clipped(rates[cell] + 0.005 * gradient / (square.squareRoot() + 1e-8), to: 3)
                }
            }
        }
    }
}
