import CLibRDKafka
import StreamRuntime

/// One failure as librdkafka reports it.
struct KafkaFailure: Error, Equatable {
    var code: rd_kafka_resp_err_t
    /// librdkafka's sentence about this occurrence.
    var text: String

    init(_ code: rd_kafka_resp_err_t, _ text: String? = nil) {
        self.code = code
        self.text = text ?? String(cString: rd_kafka_err2str(code))
    }

    /// Throws when a call returned something else than success.
    static func check(_ code: rd_kafka_resp_err_t) throws(KafkaFailure) {
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaFailure(code) }
    }

    /// Throws and frees `error` when a call returned one.
    static func check(_ error: OpaquePointer?) throws(KafkaFailure) {
        guard let error else { return }
        defer { rd_kafka_error_destroy(error) }
        throw KafkaFailure(rd_kafka_error_code(error), String(cString: rd_kafka_error_string(error)))
    }

    /// Whether the brokers refuse who we are or what we ask for; waiting does not help.
    var isRefusal: Bool { isAuthentication || isAuthorization }

    /// Whether the brokers, or we, refuse to take the other for whom it says it is.
    var isAuthentication: Bool {
        switch code {
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
            RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE, RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM,
            RD_KAFKA_RESP_ERR__SSL:
            true
        default: false
        }
    }

    /// Whether the user is known, and lacks the right.
    var isAuthorization: Bool {
        switch code {
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
            true
        default: false
        }
    }

    /// Whether the topic or partition is not known to the brokers.
    var isUnknownTopic: Bool {
        switch code {
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
            true
        default: false
        }
    }

    /// Whether the topic does not take this message, and does take others: it is too large, or not as the topic wants them.
    var isRefusalOfMessage: Bool {
        switch code {
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
            RD_KAFKA_RESP_ERR_INVALID_RECORD:
            true
        default: false
        }
    }

    /// Whether bytes of the log cannot be read, and librdkafka would go on behind them.
    var isUnreadableData: Bool {
        switch code {
        case RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR__BAD_COMPRESSION, RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED,
            RD_KAFKA_RESP_ERR_INVALID_MSG, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
            true
        default: false
        }
    }
}
