import PipelineSpec
import StreamRuntime

extension KafkaSource {
    /// Records that librdkafka may hold for all partitions together.
    private static let prefetchedRecordsLimit = 400_000
    /// Bytes of keys and values that librdkafka may hold for all partitions together, in units of 1000.
    private static let prefetchedKilobytesLimit = 128_000

    private static let defaultSessionMilliseconds = 10_000

    /// The client's properties for a source that may come to own all of `partitions`.
    func consumerSettings(partitions: Int) -> KafkaSettings {
        let share = max(partitions, 1)
        let records = (Self.prefetchedRecordsLimit / share).clamped(to: 1_000...200_000)
        let kilobytes = (Self.prefetchedKilobytesLimit / share).clamped(to: 1_000...64_000)
        return KafkaSettings(
            owner: owner, brokers: spec.brokers,
            defaults: (member.map { [("group.instance.id", $0.text)] } ?? []) + [
                ("group.id", spec.group),
                ("partition.assignment.strategy", "cooperative-sticky"),
                // How long a member that died holds up its partitions. Heartbeats come from a thread of the client's own.
                ("session.timeout.ms", "\(Self.defaultSessionMilliseconds)"),
                ("heartbeat.interval.ms", "\(Self.defaultSessionMilliseconds / 4)"),
                ("enable.auto.commit", "false"),
                ("enable.auto.offset.store", "false"),
                // A record that is gone is never skipped without a word.
                ("auto.offset.reset", "error"),
                ("enable.partition.eof", "true"),
                ("isolation.level", "read_committed"),
                ("allow.auto.create.topics", "false"),
                // When the queues of all partitions are above these, librdkafka 2.0 looks again only after a second; so
                // they hold about as much as is processed in one.
                ("queued.min.messages", "\(records)"),
                ("queued.max.messages.kbytes", "\(kilobytes)"),
                // Bounds how late a partition is fetched again whose queue was full while others had nothing new.
                ("fetch.wait.max.ms", "100"),
                // A bound for the sake of sanity only: what a fetch brings is limited by fetch.max.bytes, except by
                // brokers that do not know that limit.
                ("receive.message.max.bytes", "1000000000"),
                ("topic.metadata.refresh.interval.ms", "30000"),
            ],
            user: spec.properties)
    }

    /// How long the group keeps the partitions of a member that has died.
    var sessionTimeout: Duration {
        let text = spec.properties.last { $0.name == "session.timeout.ms" }?.value.reveal()
        return .milliseconds(text.flatMap { Int($0) } ?? Self.defaultSessionMilliseconds)
    }
}

extension Int {
    fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
