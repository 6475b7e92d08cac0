/// What a courier tells of one attempt.
enum CourierReport: Equatable, Sendable {
    case tried(PendingDelivery, DeliveryOutcome)
    /// Whether what is firing could be told again.
    case reminded(Bool)

    /// Whether the receiver did not take what it was offered, and may later.
    var isFailure: Bool {
        switch self {
        case .tried(_, .failed), .reminded(false): true
        case .tried, .reminded: false
        }
    }
}
