extension CfCCell {
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    package func advance(
        _ state: UnsafeMutablePointer<Scalar>, input: UnsafePointer<Scalar>, span: Scalar,
        parameters: UnsafePointer<Scalar>, output: UnsafeMutablePointer<Scalar>, record: UnsafeMutablePointer<Scalar>
    ) {
        record[0] = span
        (record + 1).update(from: input, count: inputCount)
        (record + 1 + inputCount).update(from: state, count: stateCount)
        if let backbone {
            for (number, layer) in layers.enumerated() {
                let sums = record + layerOffset(number)
                layer.apply(parameters, record + sightOffset(number), into: sums)
                for unit in 0..<width { sums[width + unit] = backbone.activation.value(sums[unit]) }
            }
        }
        let seen = record + sightOffset(layers.count)
        let heads = record + headOffset
        first.apply(parameters, seen, into: heads)
        if let gated {
            advance(gated, span, parameters, seen, heads, state)
        } else {
            for unit in 0..<stateCount {
                let head = heads[unit]
                let decay = Scalar.exp(-span * (abs(parameters[rate + unit]) + abs(head)))
                heads[stateCount + unit] = decay
                let target = parameters[target + unit]
                state[unit] = target - target * decay * head
            }
        }
        output.update(from: state, count: stateCount)
    }

    private func advance(
        _ gated: GatedHeads, _ span: Scalar, _ parameters: UnsafePointer<Scalar>, _ seen: UnsafePointer<Scalar>,
        _ heads: UnsafeMutablePointer<Scalar>, _ state: UnsafeMutablePointer<Scalar>
    ) {
        let (second, gate, timeA) = (heads + stateCount, heads + 2 * stateCount, heads + 3 * stateCount)
        gated.second.apply(parameters, seen, into: second)
        gated.timeA.apply(parameters, seen, into: timeA)
        gated.timeB.apply(parameters, seen, into: gate)
        for unit in 0..<stateCount {
            let from = Scalar.tanh(heads[unit])
            let to = Scalar.tanh(second[unit])
            let share = Scalar.sigmoid(timeA[unit] * span + gate[unit])
            heads[unit] = from
            second[unit] = to
            gate[unit] = share
            state[unit] = mode == .noGate ? from + share * to : from * (1 - share) + share * to
        }
    }
}
