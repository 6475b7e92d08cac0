/// A series' place in its partition's directory: 0, 1, 2 … in the order in which the log first names them.
package struct SeriesNumber: Hashable, Sendable {
    /// Not negative.
    package var rawValue: Int32
    package init(_ rawValue: Int32) { self.rawValue = rawValue }
}
