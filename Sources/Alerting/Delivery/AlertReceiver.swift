/// Where alerts are delivered: a URL, an Alertmanager, a topic. All calls come from one thread of its own.
package protocol AlertReceiver: AnyObject {
    /// The sink's name in the pipeline file.
    var name: String { get }
    /// Most notifications in a minute; what is more waits.
    var perMinute: Int { get }
    /// How often what is firing is told again, lest the receiver forget it; nil needs no reminding.
    var remindEvery: Duration? { get }

    /// Delivers a notification. It may take seconds, never for ever; what is not known to have arrived is delivered again.
    ///
    /// - Parameter shouldGiveUp: asked every now and then, at least once a second: whether to wait no longer.
    func deliver(_ notification: Notification, shouldGiveUp: () -> Bool) throws(DeliveryFailure)

    /// Tells again what is firing.
    func remind(of firing: [Notification], shouldGiveUp: () -> Bool) throws(DeliveryFailure)
}
