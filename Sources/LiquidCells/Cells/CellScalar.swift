import Glibc

/// What the cells of the literature compute with: `Float` or `Double`.
///
/// Exponentials are those of the C library, right to about the last digit, so that a network gives here what it gave where
/// it was trained; the production forecaster's ``LevelCells`` use polynomials instead, which are the same on every machine.
package protocol CellScalar: BinaryFloatingPoint, Sendable {
    static func exp(_ x: Self) -> Self
    /// log(1 + x), exact for small x.
    static func log1p(_ x: Self) -> Self
    static func tanh(_ x: Self) -> Self
    /// The error function, 2/√π·∫₀ˣ e^(−t²) dt.
    static func erf(_ x: Self) -> Self
}

extension CellScalar {
    /// 1/(1 + e⁻ˣ), within 0…1 for every x that is a number.
    static func sigmoid(_ x: Self) -> Self { 1 / (1 + exp(-x)) }

    /// log(1 + eˣ), which is x to the last digit from 20 on (PyTorch's threshold).
    static func softplus(_ x: Self) -> Self { x > 20 ? x : log1p(exp(x)) }

    /// The derivative of |x|, and 0 where it has none.
    static func sign(_ x: Self) -> Self { x > 0 ? 1 : x < 0 ? -1 : 0 }
}

extension Float: CellScalar {
    package static func exp(_ x: Float) -> Float { Glibc.expf(x) }
    package static func log1p(_ x: Float) -> Float { Glibc.log1pf(x) }
    package static func tanh(_ x: Float) -> Float { Glibc.tanhf(x) }
    package static func erf(_ x: Float) -> Float { Glibc.erff(x) }
}

extension Double: CellScalar {
    package static func exp(_ x: Double) -> Double { Glibc.exp(x) }
    package static func log1p(_ x: Double) -> Double { Glibc.log1p(x) }
    package static func tanh(_ x: Double) -> Double { Glibc.tanh(x) }
    package static func erf(_ x: Double) -> Double { Glibc.erf(x) }
}
