/// What a series remembers of another value of its records.
struct Covariate {
    var newest: Double
    /// The running size of its differences.
    var scale: Float
    /// Its running level less its newest value.
    var level: Float
    /// 1 when a value has been seen.
    var isKnown: Int32
}
