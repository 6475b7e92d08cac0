extension CfCCell {
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    package func backpropagate(
        _ gradient: StepGradient<Scalar>, parameters: UnsafePointer<Scalar>, record: UnsafePointer<Scalar>,
        scratch: UnsafeMutablePointer<Scalar>
    ) {
        let heads = record + headOffset
        let widest = max(seenCount, width)
        // What the heads saw, and what that was made from, take turns in two runs of memory.
        var (below, above) = (scratch + 4 * stateCount, scratch + 4 * stateCount + widest)
        for unit in 0..<stateCount { gradient.state[unit] += gradient.output[unit] }
        if mode == .pure {
            pureSlopes(gradient, record[0], parameters, heads, into: scratch)
        } else {
            gatedSlopes(gradient.state, record[0], heads, into: scratch)
        }
        below.update(repeating: 0, count: widest)
        let seen = record + sightOffset(layers.count)
        func pass(_ head: AffineMap, _ number: Int) {
            head.backpropagate(
                parameters, seen, slope: scratch + number * stateCount, input: below, gradient: gradient.parameters)
        }
        pass(first, 0)
        if let gated {
            pass(gated.second, 1)
            pass(gated.timeA, 2)
            pass(gated.timeB, 3)
        }
        if let backbone {
            for (number, layer) in layers.enumerated().reversed() {
                swap(&below, &above)
                let sums = record + layerOffset(number)
                for unit in 0..<width { above[unit] *= backbone.activation.slope(sums[unit], sums[width + unit]) }
                below.update(repeating: 0, count: widest)
                layer.backpropagate(
                    parameters, record + sightOffset(number), slope: above, input: below,
                    gradient: gradient.parameters)
            }
        }
        for input in 0..<inputCount { gradient.input[input] += below[input] }
        gradient.state.update(from: below + inputCount, count: stateCount)
    }

    /// From the state to the sums of the four heads.
    private func gatedSlopes(
        _ state: UnsafePointer<Scalar>, _ span: Scalar, _ heads: UnsafePointer<Scalar>,
        into slopes: UnsafeMutablePointer<Scalar>
    ) {
        for unit in 0..<stateCount {
            let (from, to, share) = (heads[unit], heads[stateCount + unit], heads[2 * stateCount + unit])
            let slope = state[unit]
            let gate = slope * (mode == .noGate ? to : to - from) * share * (1 - share)
            slopes[unit] = slope * (mode == .noGate ? 1 : 1 - share) * (1 - from * from)
            slopes[stateCount + unit] = slope * share * (1 - to * to)
            slopes[2 * stateCount + unit] = gate * span
            slopes[3 * stateCount + unit] = gate
        }
    }

    /// From the state to the sum of the one head, to A and to w_tau.
    private func pureSlopes(
        _ gradient: StepGradient<Scalar>, _ span: Scalar, _ parameters: UnsafePointer<Scalar>,
        _ heads: UnsafePointer<Scalar>, into slopes: UnsafeMutablePointer<Scalar>
    ) {
        for unit in 0..<stateCount {
            let (head, decay, slope) = (heads[unit], heads[stateCount + unit], gradient.state[unit])
            let target = parameters[target + unit]
            slopes[unit] = slope * target * decay * (span * abs(head) - 1)
            gradient.parameters[self.target + unit] += slope * (1 - decay * head)
            gradient.parameters[rate + unit] +=
                slope * target * decay * head * span * Scalar.sign(parameters[rate + unit])
        }
    }
}
