/// Where a pipeline's results go. A sink remembers its own progress, so that each epoch reaches it exactly once.
package protocol Sink: Sendable {
    /// The sink's name in the pipeline file.
    var name: String { get }

    /// Connects, and checks that everything needed is there, before any record is read.
    ///
    /// - Throws: ``ConnectorError`` with the reason and what to do.
    func makeWriter() throws(ConnectorError) -> any SinkWriter
}
