/// What became of a ``SeriesOrder``.
package struct OrderAnswer: Equatable, Sendable {
    package var order: SeriesOrder
    /// Why it was not followed; nil when it was.
    package var refusal: String?
    /// What ``SeriesOrder/Action/export`` wrote.
    package var exported: [UInt8]

    package init(order: SeriesOrder, refusal: String? = nil, exported: [UInt8] = []) {
        self.order = order
        self.refusal = refusal
        self.exported = exported
    }
}
