package import StreamRuntime

/// What is to be delivered, kept where an epoch's results are kept and committed with them: whoever is killed, nothing of it
/// is lost. Waits for a database that is away, as long as `shouldGiveUp` says no. All calls come from one thread.
package protocol AlertOutbox: AnyObject {
    /// Whether this process is the one that delivers for the pipeline: of several, one is, and another when it ends.
    func lead(shouldGiveUp: () -> Bool) throws(ConnectorError) -> Bool

    /// How often this process has taken the lead: where it is another number than before, another process may have led, and
    /// delivered, in between.
    var takings: Int { get }

    /// Decides what becomes of changes of incidents that nobody has looked at yet: silenced, part of a storm, or to be
    /// delivered to the receivers of their policy; and of storms that have grown or are over.
    ///
    /// - Returns: whether there may be something new to deliver.
    func route(shouldGiveUp: () -> Bool) throws(ConnectorError) -> Bool

    /// Whether changes are undecided only because they may be part of a storm that has not shown yet.
    func awaitsStorms(shouldGiveUp: () -> Bool) throws(ConnectorError) -> Bool

    /// The oldest notifications that have not been delivered to a receiver, in the order in which they are to be.
    func pending(for receiver: String, limit: Int, shouldGiveUp: () -> Bool) throws(ConnectorError) -> [PendingDelivery]

    /// Notes that a delivery has been made, that it has been tried and will be again, or that it was refused for good.
    func note(
        _ outcome: DeliveryOutcome, of delivery: PendingDelivery, shouldGiveUp: () -> Bool
    ) throws(ConnectorError)

    /// What was delivered to a receiver as firing, has not been resolved, and belongs to an entry of `alerts` that names it.
    func firing(at receiver: String, shouldGiveUp: () -> Bool) throws(ConnectorError) -> [Notification]
}
