import NumericKernels

/// The parameters of one cell, with their names.
package struct CellParameters<Scalar: CellScalar> {
    package let layout: ParameterLayout
    package let buffer: ScalarBuffer<Scalar>

    /// All zero: for numbers from elsewhere, and for gradients.
    package init(_ layout: ParameterLayout) {
        self.layout = layout
        buffer = ScalarBuffer(layout.count)
    }

    /// As each tensor starts; the same for the same seed.
    package init(_ layout: ParameterLayout, seed: UInt64) {
        self.init(layout)
        var random = SplitMix64(seed: seed)
        for tensor in layout.tensors {
            for index in 0..<tensor.count {
                buffer.start[tensor.offset + index] =
                    switch tensor.start {
                    case .constant(let value): Scalar(value)
                    case .uniform(let low, let high): Scalar(low + (high - low) * random.nextUnit())
                    case .given(let values): Scalar(values[index])
                    }
            }
        }
    }

    package var start: UnsafeMutablePointer<Scalar> { buffer.start }

    /// The numbers of one tensor, row by row; nil where there is none of that name.
    package subscript(name: String) -> UnsafeMutableBufferPointer<Scalar>? {
        layout[name].map { UnsafeMutableBufferPointer(start: buffer.start + $0.offset, count: $0.count) }
    }

    /// Lifts to 0 what learning moved below it and has no meaning there.
    package func liftNonNegative() {
        for tensor in layout.tensors where tensor.isNonNegative {
            for index in tensor.range { buffer.start[index] = max(0, buffer.start[index]) }
        }
    }
}
