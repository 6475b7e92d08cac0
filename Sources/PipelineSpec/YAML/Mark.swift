/// A place in a file.
package struct Mark: Hashable, Sendable {
    /// The path as it was given.
    package var file: String
    /// From 1.
    package var line: Int
    /// From 1, in Unicode scalars.
    package var column: Int
}
