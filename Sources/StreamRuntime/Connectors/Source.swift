/// Where a pipeline's records come from.
package protocol Source: Sendable {
    /// The source's name in the pipeline file.
    var name: String { get }

    /// Checks that the source is there, before any record is read.
    ///
    /// - Parameter isStopping: asked while it waits for an answer, which it does no longer then.
    /// - Throws: ``ConnectorError`` with the reason and what to do.
    func check(isStopping: () -> Bool) throws(ConnectorError)

    /// Reads records into `intake` on the calling thread until the source ends, ``Intake/isStopping`` turns true, or
    /// something fails that does not pass. Every partition it opened is closed when it returns.
    func run(into intake: any Intake) throws(ConnectorError)
}
