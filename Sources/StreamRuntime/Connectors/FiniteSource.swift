/// A source that knows how much it has to read.
package protocol FiniteSource: Source {
    /// How much has been read and how much there is, in a unit of the source's own; nil while it cannot tell. From any thread.
    var extent: (read: Int64, total: Int64)? { get }
}
