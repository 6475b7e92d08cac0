/// One entry of `sinks`.
package struct SinkSpec: Sendable {
    package var name: String
    package var kind: Kind

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
