/// Targets that arrive at one moment: consecutive horizons of consecutive origins, the nearest horizon of the newest one
/// first. Where a signal is sampled regularly, one observation is one run.
struct LearningRun {
    /// The first horizon, from 0, and the age of its origin: 0 for the newest.
    var horizon: Int
    var age: Int
    var count: Int
    /// The signal at the target, and how much it is to be believed, 0…1: interpolated values less, the further they are
    /// from an observation.
    var value: Double
    var weight: Float
    /// The observation nearest to the target; NaN where none is within half a step. Interpolated values are smoother than
    /// observations, so that intervals cannot be learned from them.
    var observed: Double
    /// The moment of the target in microseconds since 1970; of no use where horizons count observations.
    var moment: Int64
}
