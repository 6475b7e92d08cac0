package import TimeSeries

/// `type: kafka`.
package struct KafkaSourceSpec: Sendable {
    /// Bootstrap servers, `host:port` separated by commas.
    package var brokers: String
    /// Names; never patterns.
    package var topics: [String]
    /// The consumer group: no two sources share one.
    package var group: String
    /// Used once for each partition: later runs go on where the sinks are.
    package var start: Start = .committed
    /// What to do when records are gone that a restart needs.
    package var truncated: Truncated = .fail
    /// Any librdkafka property, as its CONFIGURATION.md spells it.
    package var properties: [(name: String, value: Secret)] = []

    /// Where to begin a partition that no sink has seen.
    package enum Start: Equatable, Sendable {
        /// At the group's committed offset; the earliest one where there is none.
        case committed
        case earliest
        case latest
        /// At the first record that is not older.
        case at(Timestamp)
    }

    /// What to do when the records a restart needs are no longer in the topic.
    package enum Truncated: String, Sendable, CaseIterable {
        /// Stop and say which records are missing.
        case fail
        /// Go on from the oldest record there is, with a warning that counts what is missing.
        case earliest
        /// Go on at the end of the log, with a warning that counts what is passed over.
        case latest
    }

    package init(brokers: String, topics: [String], group: String) {
        self.brokers = brokers
        self.topics = topics
        self.group = group
    }

    /// Whether the value of a librdkafka property may let somebody in.
    package static func isSecret(property name: String) -> Bool {
        ["password", "secret", "pem", "oauthbearer.config", "token", "key", "jaas"].contains { name.contains($0) }
    }
}
