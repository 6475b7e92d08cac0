/// Why a file cannot be read on.
struct InputProblem: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
