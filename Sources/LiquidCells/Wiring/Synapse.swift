/// One connection of a wiring.
package struct Synapse: Sendable, Equatable {
    /// The number of the neuron, or of the input, that it comes from.
    package let source: Int
    /// The number of the neuron that it goes to.
    package let target: Int
    /// Its place in matrices of sources by targets, row by row.
    package let index: Int
}
