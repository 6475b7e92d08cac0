extension Int64 {
    /// The quotient rounded down, also where this is negative: the day of a microsecond before 1970, say.
    ///
    /// - Precondition: `divisor` is positive.
    package func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
