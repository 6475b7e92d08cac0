import CLibPQ
import Glibc
import PipelineSpec

/// Where a server is, and as whom to connect: libpq's parameters, and how messages name it.
struct PostgresAddress: Sendable {
    /// In libpq's order; the last of a name counts.
    private var parameters: [(name: String, value: String)]

    /// What the server is told, and how a dead one is noticed, unless the user says otherwise.
    private static let defaults: [(name: String, value: String)] = [
        ("connect_timeout", "10"), ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
        ("tcp_user_timeout", "30000"), ("fallback_application_name", "millrace"),
    ]

    /// - Returns: nil when the text is no connection string; it is not repeated anywhere, since it may hold a password.
    init?(_ url: Secret) {
        let text = url.reveal()
        // A name alone would be one of a database, but is more often a mistake.
        guard text.contains("=") || text.contains("://"), let options = PQconninfoParse(text, nil) else { return nil }
        defer { PQconninfoFree(options) }
        var found = Self.defaults
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { found.append((String(cString: keyword), String(cString: value))) }
            option += 1
        }
        found.append(("client_encoding", "UTF8"))
        parameters = found
    }

    private func value(_ name: String) -> String? { parameters.last { $0.name == name }?.value }

    /// `database at host:port`, without a password.
    var description: String {
        let host = value("host") ?? value("hostaddr") ?? "the local socket"
        let port = value("port").map { ":\($0)" } ?? ""
        return "\(database) at \(host)\(port)"
    }

    var database: String { value("dbname") ?? value("user") ?? "of the user's name" }
    var user: String { value("user") ?? "of this system's name" }

    /// The same, for who would rather have no connection than wait longer for one; at least two seconds.
    func connecting(within seconds: Int) -> PostgresAddress {
        var address = self
        address.parameters.append(("connect_timeout", "\(seconds)"))
        return address
    }

    /// Opens a connection. The caller has to finish it, also when it failed.
    func connect() -> OpaquePointer? {
        let names = parameters.map { strdup($0.name) }
        let values = parameters.map { strdup($0.value) }
        defer { (names + values).forEach { free($0) } }
        let namePointers = names.map { UnsafePointer($0) } + [nil]
        let valuePointers = values.map { UnsafePointer($0) } + [nil]
        return PQconnectdbParams(namePointers, valuePointers, 0)
    }
}
