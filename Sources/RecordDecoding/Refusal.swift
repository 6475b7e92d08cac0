/// Why a record, or one value of it, cannot be used.
package struct Refusal: Error, Equatable, Sendable {
    /// A stable word, which people count and query by.
    package enum Code: String, Sendable, CaseIterable {
        /// The message has no value: it says that the key is deleted.
        case tombstone
        /// The message's value has no bytes.
        case empty
        /// The bytes are not of the format.
        case malformed
        case notAnObject = "not_an_object"
        case missingField = "missing_field"
        case wrongType = "wrong_type"
        case notFinite = "not_finite"
        /// Of a magnitude beyond 10³⁰.
        case valueOutOfRange = "value_out_of_range"
        case timeMissing = "time_missing"
        case timeInvalid = "time_invalid"
        /// Before 1900 or after 2199.
        case timeOutOfRange = "time_out_of_range"
        /// Further after the message's own timestamp than allowed.
        case timeInFuture = "time_in_future"
        /// Further before it than allowed.
        case timeInPast = "time_in_past"
        case keyMissing = "key_missing"
        case keyNotText = "key_not_text"
        case keyTooLong = "key_too_long"
        case tooLarge = "too_large"
        case tooManySeries = "too_many_series"
    }

    /// What kind of fault it is.
    package let code: Code
    /// What is wrong with this record, as a sentence.
    package let detail: String

    init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// A new series would be one more than a partition may have.
    package static func tooManySeries(_ limit: Int) -> Refusal {
        Refusal(
            .tooManySeries,
            "the partition has \(limit) series, as many as state.max_series allows; raise it to follow further ones")
    }
}
