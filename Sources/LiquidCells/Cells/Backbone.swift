/// Layers that all heads of a closed-form cell share.
package struct Backbone: Sendable, Equatable {
    package let layers: Int
    /// Numbers that each layer makes.
    package let units: Int
    package let activation: BackboneActivation

    /// - Parameters:
    ///   - layers: at least 1; a cell without a backbone has none to describe.
    ///   - units: at least 1.
    package init(layers: Int = 1, units: Int = 128, activation: BackboneActivation = .lecunTanh) {
        precondition(layers >= 1 && units >= 1, "a backbone has layers, and layers have units")
        self.layers = layers
        self.units = units
        self.activation = activation
    }
}
