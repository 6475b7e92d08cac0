/// Where a pipeline's results go. A sink remembers its own progress, so that each epoch reaches it exactly once.
package protocol Sink: Sendable {
    /// The sink's name in the pipeline file.
    var name: String { get }

    /// Connects, and checks that everything needed is there, before any record is read.
    ///
    /// - Throws: ``ConnectorError`` with the reason and what to do.
    func makeWriter() throws(ConnectorError) -> any SinkWriter

    /// Whether its writers keep the side inputs of the epochs that they commit, and give them back
    /// (``SinkWriter/inputs(of:from:shouldGiveUp:)``). Where no sink does, none are taken in: a replay would not know of them.
    var keepsSideInputs: Bool { get }

    /// Whether an epoch reaches it before every sink that remembers its progress. It remembers none itself, and after a crash is
    /// written anew from where the others are: it may have some of that already, and lacks nothing. Only where nothing that it
    /// writes depends on side inputs.
    var goesFirst: Bool { get }

    /// Where people write what they think of this sink's anomalies; nil where they cannot.
    func makeFeedbackReader() throws(ConnectorError) -> (any FeedbackReader)?
}

extension Sink {
    /// A sink that keeps no side inputs.
    package var keepsSideInputs: Bool { false }

    /// A sink that remembers its progress, or may lack what was under way when it crashed.
    package var goesFirst: Bool { false }

    /// A sink into which nobody writes.
    package func makeFeedbackReader() throws(ConnectorError) -> (any FeedbackReader)? { nil }
}
