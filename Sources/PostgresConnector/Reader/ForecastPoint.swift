/// One horizon of a forecast.
package struct ForecastPoint: Sendable {
    package let time: String
    package let mean: Double
    package let lower80: Double
    package let upper80: Double
    package let lower95: Double
    package let upper95: Double
}
