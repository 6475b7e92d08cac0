import CLibRDKafka
import Glibc
package import PipelineSpec
package import StreamRuntime
package import Telemetry

/// Makes topics. Each call connects anew.
package struct KafkaTopics {
    /// How long the brokers may take to do what they were told.
    private static let patience: Duration = .seconds(20)

    private let cluster: KafkaCluster
    private let properties: [(name: String, value: Secret)]

    /// - Parameter owner: whom messages are about.
    package init(
        owner: String = "topics", brokers: String, properties: [(name: String, value: Secret)] = [], log: Log
    ) {
        cluster = KafkaCluster(
            owner: owner, brokers: brokers, rights: "Create and Describe on the topic", log: log)
        self.properties = properties
    }

    /// Makes the topic if there is none, and waits until it can be written to. One that is there stays as it is.
    ///
    /// - Parameter isCompacted: whether it keeps the newest value of each key, and not what is young.
    /// - Returns: how many partitions the topic has.
    package func ensure(
        _ topic: String, partitions: Int, isCompacted: Bool = false
    ) throws(ConnectorError) -> Int {
        let client = try connect()
        if let found = try cluster.describe(topic: topic, client, isRequired: false) { return found.partitions }
        // The broker's own replication factor; brokers before 2.4 want a number.
        var failure = try create(topic, partitions, replicas: -1, isCompacted, client)
        if failure?.code == RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR {
            failure = try create(topic, partitions, replicas: 1, isCompacted, client)
        }
        if let failure, failure.code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS {
            throw refusal(failure, "the topic \(topic) cannot be created with \(partitions) partitions")
        }
        return try waitUntil("the topic \(topic) did not become ready") { () throws(ConnectorError) in
            guard let found = try cluster.describe(topic: topic, client, isRequired: false), found.leaderless == 0
            else {
                return nil
            }
            return found.partitions
        }
    }

    /// Gives a topic more partitions, and waits until it has them.
    ///
    /// - Parameter partitions: how many it is to have at least.
    func grow(_ topic: String, to partitions: Int) throws(ConnectorError) {
        let client = try connect()
        var reason = ErrorText()
        guard let request = reason.fill({ rd_kafka_NewPartitions_new(topic, partitions, $0, $1) }) else {
            throw .invalidSetting("\(cluster.owner): \(topic) cannot have \(partitions) partitions: \(reason.text)")
        }
        defer { rd_kafka_NewPartitions_destroy(request) }
        let failure = try answer(client, to: request) { rd_kafka_CreatePartitions(client.pointer, $0, 1, nil, $1) }
        if let failure { throw refusal(failure, "the topic \(topic) cannot be given \(partitions) partitions") }
        try waitUntil("the topic \(topic) did not get \(partitions) partitions") { () throws(ConnectorError) in
            let found = try cluster.describe(topic: topic, client, isRequired: true)
            return found.flatMap { $0.partitions >= partitions && $0.leaderless == 0 ? () : nil }
        }
    }

    /// How many partitions a topic has; nil where there is none.
    func partitions(of topic: String) throws(ConnectorError) -> Int? {
        try cluster.describe(topic: topic, try connect(), isRequired: false)?.partitions
    }

    /// Whether a name may be one of a topic.
    package static func isName(_ topic: String) -> Bool {
        topic.wholeMatch(of: /[A-Za-z0-9._-]{1,249}/) != nil && topic != "." && topic != ".."
    }

    /// Finds a topic that has to be there.
    ///
    /// - Returns: how many records its partitions hold together, what was deleted or compacted among them.
    package func find(_ topic: String) throws(ConnectorError) -> Int64 {
        let client = try connect()
        guard let found = try cluster.describe(topic: topic, client, isRequired: true) else { return 0 }
        let positions = (0..<Int32(clamping: found.partitions)).map {
            PartitionPosition(topic: topic, partition: $0, offset: KafkaClient.beginning)
        }
        do throws(KafkaFailure) {
            let first = try client.lookUp(positions, within: 5_000)
            let next = try client.lookUp(positions.map { $0.at(KafkaClient.end) }, within: 5_000)
            return zip(first, next).reduce(0) { $0 + max($1.1.offset - max($1.0.offset, 0), 0) }
        } catch {
            throw refusal(error, "the topic \(topic) cannot be asked for its end")
        }
    }

    private func connect() throws(ConnectorError) -> KafkaClient {
        // A consumer, since a producer that asks for a topic has the broker make it, with partitions of the broker's choice.
        let settings = KafkaSettings(
            owner: cluster.owner, brokers: cluster.brokers,
            defaults: [("group.id", "millrace-topics"), ("allow.auto.create.topics", "false")], user: properties)
        return try KafkaClient(RD_KAFKA_CONSUMER, KafkaProperties(settings), for: cluster.owner)
    }

    private func create(
        _ topic: String, _ partitions: Int, replicas: Int32, _ isCompacted: Bool, _ client: borrowing KafkaClient
    ) throws(ConnectorError) -> KafkaFailure? {
        var reason = ErrorText()
        guard
            let request = reason.fill({ rd_kafka_NewTopic_new(topic, Int32(clamping: partitions), replicas, $0, $1) })
        else {
            throw .invalidSetting(
                "\(cluster.owner): \(topic) with \(partitions) partitions cannot be created: \(reason.text)")
        }
        defer { rd_kafka_NewTopic_destroy(request) }
        if isCompacted { rd_kafka_NewTopic_set_config(request, "cleanup.policy", "compact") }
        return try answer(client, to: request) { rd_kafka_CreateTopics(client.pointer, $0, 1, nil, $1) }
    }

    /// Sends a request about one topic and waits for its answer.
    ///
    /// - Returns: what failed; nil when nothing did.
    private func answer(
        _ client: borrowing KafkaClient, to request: OpaquePointer,
        _ send: (_ requests: UnsafeMutablePointer<OpaquePointer?>, _ queue: OpaquePointer?) -> Void
    ) throws(ConnectorError) -> KafkaFailure? {
        let queue = rd_kafka_queue_new(client.pointer)
        defer { if let queue { rd_kafka_queue_destroy(queue) } }
        var requests: [OpaquePointer?] = [request]
        send(&requests, queue)
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            guard let event = rd_kafka_queue_poll(queue, 100) else { continue }
            if case .topics(let results, let failure) = KafkaEvent(consuming: event) {
                return failure ?? results.lazy.compactMap(\.failure).first
            }
        }
        throw .unreachable("\(cluster.owner): no broker at \(cluster.brokers) answered in \(Self.patience)")
    }

    private func refusal(_ failure: KafkaFailure, _ sentence: String) -> ConnectorError {
        failure.isRefusal ? cluster.refused(failure) : .unusable("\(cluster.owner): \(sentence): \(failure.text)")
    }

    private func waitUntil<Result>(
        _ otherwise: String, _ isDone: () throws(ConnectorError) -> Result?
    ) throws(ConnectorError) -> Result {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            if let result = try isDone() { return result }
            usleep(50_000)
        }
        throw .unreachable("\(cluster.owner): \(otherwise) in \(Self.patience)")
    }
}
