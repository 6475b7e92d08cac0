/// An option of a command: `--name`, or `--name VALUE`.
struct Option: Sendable {
    let name: String
    /// Stands for the value in the help; nil for an option without one.
    let value: String?
    let summary: String

    init(_ name: String, _ value: String? = nil, _ summary: String) {
        self.name = name
        self.value = value
        self.summary = summary
    }
}
