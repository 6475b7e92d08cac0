/// How a parameter is chosen before anything is learned.
package enum ParameterStart: Sendable, Equatable {
    case constant(Double)
    /// Each number on its own, uniform between the two.
    case uniform(Double, Double)
    /// One for each number of the tensor.
    case given([Double])

    /// Uniform within ±√(6/(inputs + outputs)): what goes through keeps its variance both ways (Glorot and Bengio 2010).
    static func glorot(_ inputs: Int, _ outputs: Int) -> ParameterStart {
        let bound = (6 / Double(max(1, inputs + outputs))).squareRoot()
        return .uniform(-bound, bound)
    }
}
