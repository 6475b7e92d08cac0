import Testing

@testable import LiquidCells

/// Real-time recurrent learning of cells whose units do not see each other.
@Suite struct RealTimeLearningTests {
    private static let steps = CellStep.random(30, inputs: 2, seed: 21)

    /// Traces against difference quotients of the state, and the gradient they give against back-propagation through time.
    private func check<Cell: ElementwiseCell>(_ cell: Cell, seed: UInt64) where Cell.Scalar == Double {
        let parameters = CellParameters<Double>(cell.layout, seed: seed)
        for index in 0..<cell.layout.count { parameters.start[index] += 0.1 * Double(index % 5) + 0.05 }
        let learning = EligibilityTraces(cell)
        let (state, output) = (ScalarBuffer<Double>(cell.stateCount), ScalarBuffer<Double>(cell.outputCount))
        let gradient = CellParameters<Double>(cell.layout)
        for step in Self.steps {
            learning.advance(
                state.start, input: step.input, span: step.span, parameters: parameters.start, output: output.start)
            learning.accumulate(output.values.map { 2 * $0 }, into: gradient.start)
        }
        let run = CellRun(cell, parameters)
        for tensor in cell.layout.tensors {
            for index in tensor.range {
                let unit = (index - tensor.offset) * cell.stateCount / tensor.count
                let quotient = run.differenceQuotient(index, 1e-5) {
                    _ = run.loss(Self.steps)
                    return run.state.start[unit]
                }
                let trace = learning.traces.start[index]
                #expect(abs(trace - quotient) < 1e-6, "\(tensor.name), number \(index): \(trace), not \(quotient)")
            }
        }
        for (exact, backward) in zip(gradient.buffer.values, run.gradient(Self.steps)) {
            #expect(abs(exact - backward) < 1e-9 * max(1, abs(backward)))
        }
    }

    @Test(arguments: [LTCIntegration.exact, .fused(unfolds: 6)], 1...3)
    func isExactForLiquidTimeConstants(integration: LTCIntegration, seed: Int) {
        check(ElementwiseLTCCell(inputs: 2, units: 4, integration: integration), seed: UInt64(seed))
    }

    @Test(arguments: CfCMode.allCases, 1...3)
    func isExactForClosedForms(mode: CfCMode, seed: Int) {
        check(ElementwiseCfCCell(inputs: 2, units: 4, mode: mode), seed: UInt64(seed))
    }

    @Test func learnsTheTimeConstantOfASignal() {
        // A unit that sees a square wave shall follow it as another of the same kind does, whose parameters it is not told.
        let cell = ElementwiseLTCCell<Double>(inputs: 1, units: 1)
        let (teacher, student) = (CellParameters<Double>(cell.layout), CellParameters<Double>(cell.layout))
        for (index, value) in [3.0, 0.5, -1, 0.8, 1.5].enumerated() { teacher.start[index] = value }
        for (index, value) in [1.0, 0, 0, 0.4, 0].enumerated() { student.start[index] = value }
        let shown = CellRun(cell, teacher)
        let learning = EligibilityTraces(cell)
        let (state, output) = (ScalarBuffer<Double>(1), ScalarBuffer<Double>(1))
        let gradient = CellParameters<Double>(cell.layout)
        var errors: [Double] = []
        for step in 0..<40_000 {
            let input = [step / 10 % 2 == 0 ? 1.0 : -1.0]
            let expected = shown.advance(input, 0.3)[0]
            learning.advance(
                state.start, input: input, span: 0.3, parameters: student.start, output: output.start)
            let error = output.start[0] - expected
            errors.append(error * error)
            gradient.buffer.clear()
            learning.accumulate([error], into: gradient.start)
            for index in 0..<cell.layout.count { student.start[index] -= 0.05 * gradient.start[index] }
        }
        let (first, last) = (errors.prefix(200).reduce(0, +), errors.suffix(200).reduce(0, +))
        #expect(last < first / 100, "errors of \(first) at first are \(last) at last")
    }
}
