import CLibRDKafka

extension KafkaClient {
    /// What the brokers know of one topic.
    struct Topic {
        var partitions: Int
        /// Partitions that no broker leads at the moment; they can be neither read nor written.
        var leaderless: Int
    }

    /// Asks the brokers about a topic; blocks up to `milliseconds`.
    ///
    /// - Throws: what the brokers say of the topic, or why none was asked.
    borrowing func describe(topic name: String, within milliseconds: Int32) throws(KafkaFailure) -> Topic {
        guard let topic = rd_kafka_topic_new(pointer, name, nil) else { throw KafkaFailure(rd_kafka_last_error()) }
        defer { rd_kafka_topic_destroy(topic) }
        var answer: UnsafePointer<rd_kafka_metadata>?
        try KafkaFailure.check(rd_kafka_metadata(pointer, 0, topic, &answer, milliseconds))
        guard let answer else { throw KafkaFailure(RD_KAFKA_RESP_ERR__FAIL) }
        defer { rd_kafka_metadata_destroy(answer) }
        guard answer.pointee.topic_cnt > 0, let found = answer.pointee.topics?.pointee else {
            throw KafkaFailure(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
        }
        try KafkaFailure.check(found.err)
        let partitions = UnsafeBufferPointer(start: found.partitions, count: Int(found.partition_cnt))
        return Topic(partitions: partitions.count, leaderless: partitions.count { $0.leader < 0 })
    }
}
