/// What a courier is given to do at once.
enum CourierLoad: Sendable {
    /// To be delivered in this order.
    case deliveries([PendingDelivery])
    /// To be told again: all that is firing.
    case reminder([Notification])
}
