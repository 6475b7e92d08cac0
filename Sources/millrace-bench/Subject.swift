/// One matter that is measured by itself: `millrace-bench NAME`.
protocol Subject {
    /// What it is called by.
    static var name: String { get }
    /// What is measured, in a line.
    static var about: String { get }

    init()

    /// - Throws: where what it needs is not there, with a sentence that says so.
    func measure(_ effort: Effort) throws -> [Figure]
}
