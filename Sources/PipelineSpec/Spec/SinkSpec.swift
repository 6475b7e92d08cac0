/// One entry of `sinks`.
package struct SinkSpec: Sendable {
    /// The name in the pipeline file.
    package var name: String
    package var kind: Kind

    /// Where results go, and how.
    package enum Kind: Sendable {
        case postgres(PostgresSinkSpec)
        case file(FileSinkSpec)
        case stdout(StdoutSinkSpec)
        case webhook(WebhookSinkSpec)
        case alertmanager(AlertmanagerSinkSpec)
        case kafka(KafkaSinkSpec)
    }

    /// Whether it is told of alerts, and nothing else: it keeps no results.
    package var isReceiver: Bool {
        switch kind {
        case .postgres, .file, .stdout: false
        case .webhook, .alertmanager, .kafka: true
        }
    }

    /// Whether records that could not be used may be kept in it.
    package var mayKeepDeadLetters: Bool {
        switch kind {
        case .postgres, .file, .kafka: true
        case .stdout, .webhook, .alertmanager: false
        }
    }

    package init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
