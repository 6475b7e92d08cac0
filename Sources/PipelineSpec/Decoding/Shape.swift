/// What may stand behind a key: as the JSON Schema says it, and as messages do.
struct Shape: Sendable {
    /// The body of the JSON Schema.
    let schema: SchemaValue
    /// Such as `a duration like 30s`.
    let words: String
}
