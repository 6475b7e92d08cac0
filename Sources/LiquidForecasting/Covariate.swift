/// What a series remembers of another value of its records.
struct Covariate {
    var newest: Double
    /// The running size of its differences.
    var scale: Float
    /// Its running level less its newest value.
    var level: Float
    /// Values seen, counted to 50.
    var count: Int32
    /// Its value beside an observation that waits to be believed.
    var parked: Double
}
