/// Where alerts are delivered: a URL, an Alertmanager, a topic. All calls come from one thread of its own.
package protocol AlertReceiver: AnyObject {
    /// The sink's name in the pipeline file.
    var name: String { get }
    /// Most notifications in a minute; what is more waits.
    var perMinute: Int { get }
    /// How often what is firing is told again, lest the receiver forget it; nil needs no reminding.
    var remindEvery: Duration? { get }

    /// Delivers notifications, in order, all or as far as it says by throwing.
    ///
    /// It may take seconds, never for ever. The same ones are delivered again when it is not known whether they arrived.
    func deliver(_ notification: Notification) throws(DeliveryFailure)

    /// Tells again what is firing.
    func remind(of firing: [Notification]) throws(DeliveryFailure)
}
