extension ElementwiseLTCCell {
    /// One part of a span for one unit: the state after it, and its derivatives with the gate's argument held.
    struct Part {
        /// 1/τ.
        let leak: Scalar
        let after: Scalar
        /// d after/d before, the share of the state that is kept.
        let kept: Scalar
        let byGate: Scalar
        let byTarget: Scalar
        let byLeak: Scalar

        init(
            _ cell: ElementwiseLTCCell, _ unit: Int, _ before: Scalar, _ gate: Scalar, _ span: Scalar,
            _ parameters: UnsafePointer<Scalar>
        ) {
            let target = parameters[cell.places.target + unit]
            leak = Scalar.exp(-parameters[cell.places.logTau + unit])
            let rate = leak + gate
            switch cell.integration {
            case .exact:
                kept = Scalar.exp(-span * rate)
                let limit = gate * target / rate
                after = limit + (before - limit) * kept
                // Of a span without end nothing is kept, however long it is.
                let path = kept > 0 ? span * (before - limit) * kept : 0
                byGate = leak * target / (rate * rate) * (1 - kept) - path
                byTarget = gate / rate * (1 - kept)
                byLeak = -limit / rate * (1 - kept) - path
            case .fused(let unfolds):
                // The part's length stands on one side or the other, so that neither grows without bound.
                let length = span / Scalar(unfolds)
                let (own, others): (Scalar, Scalar) = length > 1 ? (1 / length, 1) : (1, length)
                let denominator = own + others * rate
                kept = own / denominator
                after = (own * before + others * gate * target) / denominator
                byGate = others * (target - after) / denominator
                byTarget = others * gate / denominator
                byLeak = -others * after / denominator
            }
        }
    }
}
