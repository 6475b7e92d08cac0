/// Where one of a cell's tensors stands among its parameters, row by row.
package struct ParameterTensor: Sendable, Equatable {
    /// As ncps calls it in PyTorch, e.g. `ff1.weight`.
    package let name: String
    package let shape: [Int]
    package let offset: Int
    package let start: ParameterStart
    /// Whether numbers below 0 mean nothing here: capacities, conductances.
    package let isNonNegative: Bool

    package var count: Int { shape.reduce(1, *) }
    package var range: Range<Int> { offset..<offset + count }
}
