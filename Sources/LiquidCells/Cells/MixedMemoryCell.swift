/// A liquid cell with a long short-term memory before it, which hands it its state: the liquid cell knows of time, and the
/// memory keeps gradients from fading over long ones.
///
/// ```
/// (h, c) = LSTM(x, (h, c)),   h = cell(x, h, span)
/// ```
///
/// Sources: Lechner and Hasani, "Learning Long-Term Dependencies in Irregularly-Sampled Time Series", 2020; ncps'
/// `mixed_memory`, whose names tensors have: those of the parts behind `rnn_cell` and `lstm`.
package struct MixedMemoryCell<Cell: LiquidCell>: LiquidCell {
    package typealias Scalar = Cell.Scalar

    package let layout: ParameterLayout
    package let cell: Cell
    private let memory: LSTMCell<Scalar>
    private let cellParameters: Int
    private let memoryParameters: Int

    package init(_ cell: Cell) {
        self.cell = cell
        memory = LSTMCell(inputs: cell.inputCount, units: cell.stateCount)
        var layout = ParameterLayout()
        cellParameters = layout.add(cell.layout, named: "rnn_cell")
        memoryParameters = layout.add(memory.layout, named: "lstm")
        self.layout = layout
    }

    package var inputCount: Int { cell.inputCount }
    package var outputCount: Int { cell.outputCount }
    /// The cell's state, and then the memory's c.
    package var stateCount: Int { memory.stateCount }
    package var recordCount: Int { cell.recordCount + memory.recordCount + cell.stateCount }
    package var scratchCount: Int { cell.stateCount + max(cell.scratchCount, memory.scratchCount) }

    package func advance(
        _ state: UnsafeMutablePointer<Scalar>, input: UnsafePointer<Scalar>, span: Scalar,
        parameters: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>, record: UnsafeMutablePointer<Scalar>
    ) {
        let shown = record + cell.recordCount + memory.recordCount
        memory.advance(
            state, input: input, span: span, parameters: parameters + memoryParameters, output: shown,
            record: record + cell.recordCount)
        cell.advance(
            state, input: input, span: span, parameters: parameters + cellParameters, output: output, record: record)
    }

    package func backpropagate(
        _ gradient: StepGradient<Scalar>, parameters: UnsafePointer<Scalar>, record: UnsafePointer<Scalar>,
        scratch: UnsafeMutablePointer<Scalar>
    ) {
        let (nothing, rest) = (scratch, scratch + cell.stateCount)
        nothing.update(repeating: 0, count: cell.stateCount)
        let ofCell = StepGradient(
            output: gradient.output, state: gradient.state, input: gradient.input,
            parameters: gradient.parameters + cellParameters)
        cell.backpropagate(ofCell, parameters: parameters + cellParameters, record: record, scratch: rest)
        // The cell's state before its step is what the memory showed.
        let ofMemory = StepGradient(
            output: UnsafePointer(nothing), state: gradient.state, input: gradient.input,
            parameters: gradient.parameters + memoryParameters)
        memory.backpropagate(
            ofMemory, parameters: parameters + memoryParameters, record: record + cell.recordCount, scratch: rest)
    }
}
