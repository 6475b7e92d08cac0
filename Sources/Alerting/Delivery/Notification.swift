package import TimeSeries

/// What a receiver is told: of one incident, or of a storm of them.
package struct Notification: Equatable, Sendable {
    package enum State: String, Sendable { case firing, resolved }

    /// The label of a series, or what its storm is grouped by.
    package struct Label: Equatable, Sendable {
        package var name: String
        package var value: String
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A member of a storm.
    package struct Member: Equatable, Sendable {
        package var key: String
        package var metric: String
        package var score: Double
        package var sentence: String
        package init(key: String, metric: String, score: Double, sentence: String) {
            self.key = key
            self.metric = metric
            self.score = score
            self.sentence = sentence
        }
    }

    /// Differs between any two things that are told, and is the same whenever this one is told again.
    package var idempotencyKey: String
    package var pipeline: String
    package var policy: String
    /// Of the series under the policy, or of the storm's group: 16 hexadecimal digits.
    package var fingerprint: String
    package var state: State
    package var severity: Severity
    /// Event times.
    package var opened: Timestamp
    package var at: Timestamp
    package var resolved: Timestamp?
    /// Of one incident; empty for a storm.
    package var model: String
    package var key: String
    package var metric: String
    package var labels: [Label]
    package var kind: String
    package var value: Double
    package var expected: Double
    package var lower: Double
    package var upper: Double
    package var score: Double
    package var returnPeriodSeconds: Double
    package var observations: Int64
    package var recent: [Double]
    /// What happened, in words.
    package var sentence: String
    /// A query that shows more.
    package var sql: String
    /// How many incidents a storm has, and its worst; 0 and empty for one incident.
    package var memberCount: Int
    package var members: [Member]

    package init(
        idempotencyKey: String, pipeline: String, policy: String, fingerprint: String, state: State,
        severity: Severity, opened: Timestamp, at: Timestamp, resolved: Timestamp?, model: String, key: String,
        metric: String, labels: [Label], kind: String, value: Double, expected: Double, lower: Double, upper: Double,
        score: Double, returnPeriodSeconds: Double, observations: Int64, recent: [Double], sentence: String,
        sql: String, memberCount: Int = 0, members: [Member] = []
    ) {
        self.idempotencyKey = idempotencyKey
        self.pipeline = pipeline
        self.policy = policy
        self.fingerprint = fingerprint
        self.state = state
        self.severity = severity
        self.opened = opened
        self.at = at
        self.resolved = resolved
        self.model = model
        self.key = key
        self.metric = metric
        self.labels = labels
        self.kind = kind
        self.value = value
        self.expected = expected
        self.lower = lower
        self.upper = upper
        self.score = score
        self.returnPeriodSeconds = returnPeriodSeconds
        self.observations = observations
        self.recent = recent
        self.sentence = sentence
        self.sql = sql
        self.memberCount = memberCount
        self.members = members
    }
}
