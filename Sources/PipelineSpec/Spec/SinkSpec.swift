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
    }

    package init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
