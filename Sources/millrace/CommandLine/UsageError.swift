/// A command line that cannot be understood.
struct UsageError: Error, Equatable {
    /// What is wrong, in one sentence.
    let message: String
    /// Names whose help says more; empty for the program itself.
    let command: [String]
}
