/// What can go wrong between a member and its group.
enum GroupFault: CaseIterable {
    /// A member stands still until its group has given away what it had, and goes on then.
    case standsStill
    /// kill -9, and another process under another name: the group has to miss who was killed.
    case isLost
    /// One member more.
    case join
    /// One member less, with SIGTERM.
    case leave
    /// Partitions have other leaders.
    case leader
    /// The group has another coordinator.
    case coordinator
    /// A broker is gone for a while.
    case broker
    /// A broker is slow for a while.
    case slow
    /// Requests are answered with errors.
    case errors

    var name: String {
        switch self {
        case .standsStill: "a member stands still for longer than its session"
        case .isLost: "a member is killed, and its successor has another name"
        case .join: "a member more"
        case .leave: "a member less"
        case .leader: "another leader"
        case .coordinator: "another coordinator"
        case .broker: "a broker gone for a while"
        case .slow: "a slow broker"
        case .errors: "requests answered with errors"
        }
    }
}
