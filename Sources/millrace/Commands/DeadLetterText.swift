import Alerting
import PostgresConnector
import Telemetry

/// Dead letters as the commands print them.
enum DeadLetterText {
    private static let keyWidth = 24
    private static let detailWidth = 80

    static func table(_ counts: [ReasonCount]) -> String {
        let cells = counts.map {
            [
                $0.reason, Figures.count($0.letters), $0.replayed == 0 ? "-" : Figures.count($0.replayed),
                AlertText.minute($0.newest),
            ]
        }
        return Table(header: ["REASON", "LETTERS", "REPLAYED", "NEWEST (UTC)"], rows: cells, rightAligned: [1, 2]).text
    }

    static func table(_ rows: [DeadLetterRow]) -> String {
        let cells = rows.map { row in
            [
                "\(row.number)", AlertText.minute(row.receivedAt), place(of: row),
                row.key.map { ReadableBytes(bytes: $0).line(width: keyWidth) } ?? "-", row.reason,
                String(row.detail.oneLine.prefix(detailWidth)),
            ]
        }
        let header = ["ID", "RECEIVED (UTC)", "TOPIC/PARTITION/OFFSET", "KEY", "REASON", "DETAIL"]
        return Table(header: header, rows: cells, rightAligned: [0]).text
    }

    static func page(_ row: DeadLetterRow) -> String {
        var lines = [
            "letter \(row.number): \(row.reason)", row.detail, "",
            "pipeline \(row.pipeline), source \(row.source), \(place(of: row))",
            "of \(row.messageTime ?? "no time"), received \(row.receivedAt)"
                + (row.replayedAt.map { ", sent again \($0)" } ?? ", not sent again"),
        ].map(\.oneLine)
        if !row.metrics.isEmpty { lines.append("values: \(row.metrics.joined(separator: ", "))".oneLine) }
        lines += part("key", row.key) + part("payload", row.payload)
        return lines.joined(separator: "\n")
    }

    private static func part(_ name: String, _ bytes: [UInt8]?) -> [String] {
        guard let bytes else { return ["", "no \(name)"] }
        return ["", "\(name), \(Figures.count(Int64(bytes.count))) bytes:", ReadableBytes(bytes: bytes).block]
    }

    static func json(_ counts: [ReasonCount], _ rows: [DeadLetterRow]) -> String {
        let reasons = counts.map { count in
            JSONValue.object([
                ("reason", .text(count.reason)), ("letters", .integer(count.letters)),
                ("replayed", .integer(count.replayed)), ("newest", .text(count.newest)),
            ])
        }
        return AlertText.text(.object([("reasons", .array(reasons)), ("letters", .array(rows.map(value)))]))
    }

    static func json(_ row: DeadLetterRow) -> String { AlertText.text(value(row)) }

    private static func value(_ row: DeadLetterRow) -> JSONValue {
        .object([
            ("id", .integer(row.number)), ("pipeline", .text(row.pipeline)), ("source", .text(row.source)),
            ("topic", .text(row.topic)), ("partition", .integer(Int64(row.partition))),
            ("offset", .integer(row.offset)), ("metrics", .array(row.metrics.map { .text($0) })),
            ("reason", .text(row.reason)), ("detail", .text(row.detail)),
            ("message_time", AlertText.optional(row.messageTime)), ("received_at", .text(row.receivedAt)),
            ("replayed_at", AlertText.optional(row.replayedAt)),
            ("key", bytes(row.key)), ("payload", bytes(row.payload)),
        ])
    }

    /// Text as text; anything else as an object with its hexadecimal digits.
    private static func bytes(_ bytes: [UInt8]?) -> JSONValue {
        guard let bytes else { return .null }
        if let text = String(validating: bytes, as: UTF8.self) { return .text(text) }
        return .object([("hex", .text(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()))])
    }

    private static func place(of row: DeadLetterRow) -> String { "\(row.topic)/\(row.partition)/\(row.offset)" }
}
