/// In what horizons are counted.
package enum HorizonCounting: String, CaseIterable, Equatable, Sendable {
    /// Horizon h is the time of the origin and h steps.
    case time
    /// Horizon h is the h-th observation after the origin, whenever it comes: trading days, for instance.
    case observations
}
