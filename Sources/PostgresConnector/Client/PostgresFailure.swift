/// What a server, or the way to it, answered.
struct PostgresFailure: Error, Sendable {
    /// The five characters that say what is wrong; nil when there was no answer.
    let code: String?
    /// The server's or the library's own words, in one line.
    let message: String
    /// Whether the connection cannot be used any longer.
    let isConnectionLost: Bool

    /// Whether the same may succeed later without anybody changing the pipeline: the server restarts, is full, or chose
    /// this transaction to end a deadlock.
    var isPassing: Bool {
        if isRefusal { return false }
        guard let code else { return isConnectionLost }
        return isConnectionLost || code.hasPrefix("08") || code.hasPrefix("53") || code.hasPrefix("40")
            || ["57P01", "57P02", "57P03", "55P03", "25006", "57014"].contains(code)
    }

    /// Whether the server ended it since it took too long, or somebody asked for that.
    var isOverTime: Bool { code == "57014" }

    /// Whether the server, or this connection to it, may only be read: it is a standby, after a failover perhaps, and another
    /// one is the primary.
    var isReadOnly: Bool { code == "25006" }

    /// Whether a row's partition is not there: somebody has dropped it.
    var isMissingPartition: Bool { code == "23514" }

    /// Whether the server does not want this user, or there is no such database; the library gives no code for these.
    var isRefusal: Bool {
        if let code { return code.hasPrefix("28") || code == "42501" || code == "3D000" }
        return [
            "authentication failed", "no password supplied", "no pg_hba.conf entry", "permission denied for database",
        ]
        .contains { message.contains($0) } || isMissingDatabase || isMissingRole || isDistrust
    }

    /// Whether one of the two does not take the other for whom it says it is, or they do not agree on TLS; the library gives
    /// no code for these.
    var isDistrust: Bool {
        code == nil
            && [
                "certificate verify failed", "does not match host name", "root certificate file", "certificate file",
                "private key file", "could not get server's host name from server certificate", "alert unknown ca",
                "alert certificate", "server does not support SSL", "bad certificate",
            ]
            .contains { message.contains($0) }
    }

    var isMissingDatabase: Bool {
        code == "3D000" || (message.contains("database \"") && message.contains("does not exist"))
    }

    private var isMissingRole: Bool { message.contains("role \"") && message.contains("does not exist") }
}
