/// Which neurons have synapses to which, and of which polarity: 1 excites, −1 inhibits, 0 is no synapse.
package struct Adjacency: Sendable, Equatable {
    /// Where synapses come from, the rows.
    package let sourceCount: Int
    /// Where they go to, the columns.
    package let targetCount: Int
    /// Row by row.
    package private(set) var polarities: [Int8]

    /// Without any synapse.
    package init(sources: Int, targets: Int) {
        sourceCount = sources
        targetCount = targets
        polarities = Array(repeating: 0, count: sources * targets)
    }

    /// - Parameter rows: one for each source, with one polarity for each target.
    /// - Throws: where rows differ in length, or a number is not −1, 0 or 1.
    package init(_ rows: [[Int]]) throws(WiringError) {
        let columns = rows.first?.count ?? 0
        self.init(sources: rows.count, targets: columns)
        for (source, row) in rows.enumerated() {
            guard row.count == columns else {
                throw .rowLength(row: source, count: row.count, expected: columns)
            }
            for (target, polarity) in row.enumerated() {
                guard (-1...1).contains(polarity) else {
                    throw .polarity(polarity, source: source, target: target)
                }
                self[source, target] = Int8(polarity)
            }
        }
    }

    package subscript(source: Int, target: Int) -> Int8 {
        get { polarities[source * targetCount + target] }
        set { polarities[source * targetCount + target] = newValue }
    }

    package var synapseCount: Int { polarities.count { $0 != 0 } }

    /// In the order of the sources, and of the targets of each.
    package var synapses: [Synapse] {
        polarities.indices.filter { polarities[$0] != 0 }
            .map { Synapse(source: $0 / targetCount, target: $0 % targetCount, index: $0) }
    }
}
