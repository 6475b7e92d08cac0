/// What is done to a run.
enum Fault: String, CaseIterable {
    /// kill -9 of a member.
    case kill
    /// SIGTERM to a member, which is started again.
    case stop
    /// One member more.
    case join
    /// One member less, with SIGTERM.
    case leave
    /// A member stands still while another process takes its place, and goes on then.
    case zombie
    /// kill -9 of the database's first process.
    case database
    /// The broker ends, and is started again some time later.
    case broker
    /// The broker stands still, with every connection to it.
    case brokerHang
    /// Every connection to the database is cut.
    case cut
    /// Nothing comes through to or from the database any more.
    case hang
    /// The disk of a member's state is full.
    case disk
    /// The wall clock of a member jumps.
    case clock

    var name: String {
        switch self {
        case .kill: "kill -9 of a member"
        case .stop: "stop of a member"
        case .join: "member added"
        case .leave: "member removed"
        case .zombie: "zombie: SIGSTOP, replaced, SIGCONT"
        case .database: "kill -9 of PostgreSQL"
        case .broker: "stop of the broker"
        case .brokerHang: "broker stands still"
        case .cut: "connections to PostgreSQL cut"
        case .hang: "network to PostgreSQL stands still"
        case .disk: "disk of the state full"
        case .clock: "clock jumps"
        }
    }

    /// As many as a name says: `kill=500 zombie=100`.
    static func counts(_ text: String) -> [Fault: Int] {
        var counts: [Fault: Int] = [:]
        for part in text.split(separator: " ") {
            let pair = part.split(separator: "=")
            if pair.count == 2, let fault = Fault(rawValue: String(pair[0])) { counts[fault] = Int(pair[1]) }
        }
        return counts
    }
}
