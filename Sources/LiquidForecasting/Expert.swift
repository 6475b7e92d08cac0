/// The forecasters whose mixture is issued.
package enum Expert: Int, CaseIterable, Sendable {
    /// The linear readout of the liquid cells.
    case readout
    /// The newest observation.
    case persistence
    /// The observation one season before the target.
    case seasonalNaive
    /// The newest observation and what was added over the same stretch one season before.
    case seasonalDifference
}
