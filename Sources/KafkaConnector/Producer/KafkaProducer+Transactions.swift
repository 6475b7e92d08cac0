import CLibRDKafka
import StreamRuntime

/// Messages that are read together or not at all, of a producer with a `transactional.id`: the newest producer of that name is
/// the only one whose messages count.
extension KafkaProducer {
    /// Whether another producer has taken the name.
    var isFenced: Bool {
        switch rd_kafka_fatal_error(client.pointer, nil, 0) {
        case RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_PRODUCER_FENCED, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
            true
        default: false
        }
    }

    /// Takes the name away from whoever had it: what that one has not committed is never read.
    func takeName(within limit: Duration) throws(ConnectorError) {
        try transact("cannot take over from who wrote before", within: limit) { rd_kafka_init_transactions($0, $1) }
    }

    func beginTransaction() throws(ConnectorError) {
        try transact("cannot begin a transaction", within: .zero) { client, _ in rd_kafka_begin_transaction(client) }
    }

    /// Makes what has been delivered readable. Where it fails, it may have been done all the same.
    func commitTransaction(within limit: Duration) throws(ConnectorError) {
        try transact("cannot commit", within: limit, mayRepeat: false) { rd_kafka_commit_transaction($0, $1) }
    }

    /// Calls until it succeeds, or fails in a way that the same call again does not mend.
    private func transact(
        _ sentence: String, within limit: Duration, mayRepeat: Bool = true,
        _ call: (OpaquePointer, Int32) -> OpaquePointer?
    ) throws(ConnectorError) {
        let deadline = ContinuousClock.now + limit
        while let error = call(client.pointer, Int32(limit / .milliseconds(1))) {
            let mayBeRepeated = mayRepeat && rd_kafka_error_is_retriable(error) != 0 && ContinuousClock.now < deadline
            do throws(KafkaFailure) {
                try KafkaFailure.check(error)
            } catch {
                guard !mayBeRepeated else { continue }
                if error.isRefusal { throw cluster.refused(error) }
                throw .unreachable("\(cluster.owner): \(sentence) at \(cluster.brokers): \(error.text)")
            }
        }
    }
}
