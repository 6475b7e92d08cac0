/// The closed-form continuous-time cell: instead of solving an equation over the span, heads say where the state comes from,
/// where it goes to, and how fast (``CfCMode``).
///
/// It is a trained network, not a solution: a span of 0 does not leave the state as it was, and two halves of a span are not
/// the whole. In the modes `default` and `noGate` no input and no span leads out of ±1, or ±2.
///
/// Sources: Hasani, Lechner, Amini, Liebenwein, Ray, Tschaikowski, Teschl, Rus, "Closed-form continuous-time neural networks",
/// Nature Machine Intelligence 4, 2022; tensors have the names and shapes of ncps' `CfCCell`, [out][in].
package struct CfCCell<Scalar: CellScalar>: LiquidCell {
    package let layout: ParameterLayout
    package let inputCount: Int
    /// Also the number of outputs.
    package let stateCount: Int
    package let mode: CfCMode
    package let backbone: Backbone?

    let layers: [AffineMap]
    let first: AffineMap
    /// The heads ff2, time_a and time_b, which the mode `pure` does not have.
    let gated: GatedHeads?
    /// Where A and w_tau begin; they mean something in the mode `pure` only.
    let target: Int
    let rate: Int

    struct GatedHeads: Sendable {
        let second: AffineMap
        let timeA: AffineMap
        let timeB: AffineMap
    }

    /// Where the heads get what they see from.
    private enum Sight {
        case everything
        /// ff1 and ff2 see what the mask says, units by inputs and then states; the times see everything, as in ncps.
        case mask([Bool])
        /// Each unit sees the inputs and its own state.
        case own
    }

    /// - Parameter backbone: nil for heads that see inputs and state themselves.
    package init(inputs: Int, units: Int, mode: CfCMode = .default, backbone: Backbone? = nil) {
        self.init(inputs, units, mode, backbone, .everything)
    }

    /// A cell whose heads ff1 and ff2 see only a part.
    ///
    /// - Parameter mask: `units`·(`inputs` + `units`), row by row, inputs before states.
    init(inputs: Int, units: Int, mode: CfCMode, mask: [Bool]) {
        self.init(inputs, units, mode, nil, .mask(mask))
    }

    /// A cell whose units do not see each other.
    init(inputs: Int, elementwise units: Int, mode: CfCMode) { self.init(inputs, units, mode, nil, .own) }

    private init(_ inputs: Int, _ units: Int, _ mode: CfCMode, _ backbone: Backbone?, _ sight: Sight) {
        inputCount = inputs
        stateCount = units
        self.mode = mode
        self.backbone = backbone
        var layout = ParameterLayout()
        // ncps' order: what is not a layer comes first.
        (rate, target) =
            mode == .pure
            ? (layout.add("w_tau", [1, units], .constant(0)), layout.add("A", [1, units], .constant(1))) : (0, 0)
        var width = inputs + units
        var layers: [AffineMap] = []
        for layer in 0..<(backbone?.layers ?? 0) {
            // Activations stand between the layers, and count.
            layers.append(AffineMap("backbone.\(2 * layer)", width, to: backbone?.units ?? 0, in: &layout))
            width = backbone?.units ?? 0
        }
        func head(_ name: String, isMasked: Bool) -> AffineMap {
            switch sight {
            case .mask(let mask) where isMasked: AffineMap(name, width, to: units, mask: mask, in: &layout)
            case .own: AffineMap(name, inputs: inputs, elementwise: units, in: &layout)
            case .everything, .mask: AffineMap(name, width, to: units, in: &layout)
            }
        }
        first = head("ff1", isMasked: true)
        gated =
            mode == .pure
            ? nil
            : GatedHeads(
                second: head("ff2", isMasked: true), timeA: head("time_a", isMasked: false),
                timeB: head("time_b", isMasked: false))
        self.layers = layers
        self.layout = layout
    }

    package var outputCount: Int { stateCount }

    /// A record has the span; inputs and state; of each layer of the backbone the sums and what the activation makes of them;
    /// tanh(g), or g itself; tanh(k), or what decays; s; and a place for a·t.
    package var recordCount: Int { 1 + seenCount + 2 * layers.count * width + 4 * stateCount }
    package var scratchCount: Int { 4 * stateCount + 2 * max(seenCount, width) }

    var seenCount: Int { inputCount + stateCount }
    var width: Int { backbone?.units ?? 0 }
    var headOffset: Int { 1 + seenCount + 2 * layers.count * width }

    /// Where a record has a layer's sums; what the activation made of them follows.
    func layerOffset(_ layer: Int) -> Int { 1 + seenCount + 2 * layer * width }

    /// Where a record has what a layer of the backbone sees, or the heads where there is no such layer.
    func sightOffset(_ layer: Int) -> Int { layer == 0 ? 1 : layerOffset(layer - 1) + width }
}
