import Telemetry
import PipelineSpec
import CLibRDKafka
import Glibc
import StreamRuntime

extension KafkaSession {
    func handle(_ event: KafkaEvent) throws(ConnectorError) {
        switch event {
        case .assigned(let positions): try takeOver(positions)
        case .revoked(let positions): giveUp(positions)
        case .failed(let failure, true): throw fatal(failure)
        case .failed(let failure, false): try handle(failure)
        case .logged(_, let text): source.log.debug("\(source.owner): \(text)")
        case .committed, .undelivered, .topics, .other: break
        }
    }

    /// A failure that does not end the client. What passes by itself is waited out.
    func handle(_ failure: KafkaFailure) throws(ConnectorError) {
        if failure.isAuthorization { throw source.cluster.refused(failure) }
        if failure.isUnknownTopic { return try checkTopics() }
        if failure.isAuthentication {
            return outage.warnOnce("authentication", "a broker does not let us in: \(failure.text); trying on", source)
        }
        switch failure.code {
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
            outage.began(source)
            intake.noteTrouble("no broker at \(source.spec.brokers) can be reached")
        case RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED:
            source.log.warning(
                """
                \(source.owner): the partitions were lost, since opening or closing some took longer than \
                max.poll.interval.ms: \(failure.text); joining the group again
                """, ["source": .text(source.name)])
        case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
            throw .unusable(
                """
                \(source.owner): the group \(source.spec.group) has members that share out partitions in another way; \
                stop them, or name another by group:
                """)
        default:
            outage.noteReason(failure.text)
            source.log.debug("\(source.owner): \(failure.text)")
        }
    }

    /// Runs a question to the brokers until it is answered.
    ///
    /// - Throws: ``ConnectorError/interrupted(_:)`` when the source should stop; otherwise what waiting does not cure.
    func patiently<Answer>(_ question: () throws(KafkaFailure) -> Answer) throws(ConnectorError) -> Answer {
        var failures = 0
        while true {
            do throws(KafkaFailure) {
                return try question()
            } catch {
                if error.isAuthorization { throw source.cluster.refused(error) }
                if error.isUnknownTopic { try checkTopics() }
                failures += 1
                if failures == 5 {
                    outage.warnOnce("patience", "the brokers do not answer yet: \(error.text); trying on", source)
                }
            }
            guard !intake.isStopping else {
                throw .interrupted("\(source.owner): stopped while the brokers did not answer")
            }
            usleep(200_000)
        }
    }

    /// Brokers may forget a topic for a moment; it is gone only when they say so when asked.
    private func checkTopics() throws(ConnectorError) {
        for topic in source.spec.topics {
            do throws(KafkaFailure) {
                _ = try client.describe(topic: topic, within: 3_000)
            } catch {
                if error.isUnknownTopic { throw source.cluster.missing(topic) }
                if error.isAuthorization { throw source.cluster.refused(error) }
            }
        }
    }

    private func fatal(_ failure: KafkaFailure) -> ConnectorError {
        var text = ErrorText()
        let code = text.fill { rd_kafka_fatal_error(client.pointer, $0, $1) }
        let cause = code == RD_KAFKA_RESP_ERR_NO_ERROR ? failure : KafkaFailure(code, text.text)
        switch cause.code {
        case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
            return .fenced(
                """
                \(source.owner): another process with the same group.instance.id has joined the group \
                \(source.spec.group), or this one was paused for longer than its session; give each process its own
                """)
        case _ where cause.isRefusal: return source.cluster.refused(cause)
        default: return .unusable("\(source.owner): the Kafka client cannot go on: \(cause.text)")
        }
    }
}
