import NumericKernels

/// What a cell sees at one step.
struct CellStep {
    let input: [Double]
    let span: Double

    /// Inputs within ±2 and spans within 0.05 to 1.55, from a seed.
    static func random(_ count: Int, inputs: Int, seed: UInt64) -> [CellStep] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            CellStep(
                input: (0..<inputs).map { _ in 4 * random.nextUnit() - 2 }, span: 0.05 + 1.5 * random.nextUnit())
        }
    }
}
