/// One observation, with what had been expected in its place.
package struct ObservedPoint: Sendable {
    package let time: String
    package let value: Double
    package let expected: Double?
    package let lower95: Double?
    package let upper95: Double?
}
