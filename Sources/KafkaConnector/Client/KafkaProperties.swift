import CLibRDKafka
import StreamRuntime

/// Owns one `rd_kafka_conf_t` until a client takes it over.
struct KafkaProperties: ~Copyable {
    private let pointer: OpaquePointer

    init() { pointer = rd_kafka_conf_new() }
    deinit { rd_kafka_conf_destroy(pointer) }

    /// Sets all of `settings`, in order: a later value replaces an earlier one.
    init(_ settings: KafkaSettings) throws(ConnectorError) {
        self.init()
        for property in settings.properties {
            var reason = ErrorText()
            let result = reason.fill { rd_kafka_conf_set(pointer, property.name, property.value, $0, $1) }
            guard result == RD_KAFKA_CONF_OK else {
                throw settings.rejection(of: property, reason: reason.text)
            }
        }
    }

    /// Asks for events, a union of `RD_KAFKA_EVENT_…`, in place of callbacks.
    borrowing func enableEvents(_ events: Int32) { rd_kafka_conf_set_events(pointer, events) }

    /// Makes a client, which then owns what stood here.
    consuming func makeClient(_ type: rd_kafka_type_t, for owner: String) throws(ConnectorError) -> OpaquePointer {
        var reason = ErrorText()
        guard let client = reason.fill({ rd_kafka_new(type, pointer, $0, $1) }) else {
            _ = consume self
            throw .invalidSetting("\(owner): the Kafka client cannot be made: \(reason.text)")
        }
        discard self
        return client
    }
}
