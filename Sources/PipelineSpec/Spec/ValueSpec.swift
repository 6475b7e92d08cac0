/// One entry of `values`: a number in the record that becomes a series of its key.
package struct ValueSpec: Equatable, Sendable {
    /// The field; one that starts with `/` is a JSON Pointer into nested objects.
    package var field: String
    /// The metric's name; the field's own name by default.
    package var name: String
    /// Whether a record may lack the field or have null there; without it such a record is refused.
    package var optional: Bool

    package init(field: String, name: String, optional: Bool = false) {
        self.field = field
        self.name = name
        self.optional = optional
    }
}
