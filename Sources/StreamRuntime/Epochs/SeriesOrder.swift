/// What somebody orders to be done with the memory of a series. It is taken in by the partition that has the series, at a place
/// in the log like any side input, and an epoch ends with it.
package struct SeriesOrder: Equatable, Sendable {
    package enum Action: String, CaseIterable, Sendable {
        /// The series starts anew.
        case reset
        /// The same, and the sinks forget what they show of it.
        case delete
        /// Its memory is written down, as it is there.
        case export
        /// What an export wrote takes the place of its memory.
        case `import`
    }

    /// Its name where it was written down, the same in every replay.
    package var name: String
    package var action: Action
    package var model: String
    package var key: String
    package var metric: String
    /// With ``Action/delete``: whether everything that was written of the series is removed too.
    package var removesRows: Bool
    /// With ``Action/import``: what an export wrote.
    package var exported: [UInt8]

    package init(
        name: String, action: Action, model: String, key: String, metric: String, removesRows: Bool = false,
        exported: [UInt8] = []
    ) {
        self.name = name
        self.action = action
        self.model = model
        self.key = key
        self.metric = metric
        self.removesRows = removesRows
        self.exported = exported
    }
}
