import FileConnector
import Foundation
import KafkaConnector
import RecordDecoding
import StreamRuntime
import Telemetry
import TimeSeries

enum ProduceCommand {
    static let command = Command(
        "produce", "Replay a file into a Kafka topic", operands: "FILE", count: 1...1,
        options: [
            Option("topic", "TOPIC", "the topic to write to"),
            Option("brokers", "LIST", "host:port, separated by commas (KAFKA_BROKERS, localhost:9092)"),
            Option("key", "FIELD", "the field that becomes the message's key"),
            Option("key-separator", "TEXT", "split each line: the key, this, the value; no value is a tombstone"),
            Option("time", "FIELD", "the field with the event time, for --speed"),
            Option("unit", "UNIT", "of the time: s, ms, us, ns or rfc3339 (ms)"),
            Option("speed", "N", "so many times as fast as it happened; as fast as possible without it"),
            Option("partitions", "N", "make the topic with so many partitions if there is none"),
            Option("if-empty", nil, "send nothing when the topic holds records already"),
            Option("resume", nil, "leave out as many records of FILE as the topic holds already"),
            Option("limit", "N", "stop after so many records of FILE"),
        ],
        details: """
            FILE holds lines of JSON, which are sent as they are, or comma-separated values (.csv, .csv.gz), each row of \
            which becomes a JSON object: what looks like a number is one. With --key-separator, for instance $'\t', lines \
            may hold anything.
            """
    ) { arguments in
        try Replay(arguments).run()
    }
}
