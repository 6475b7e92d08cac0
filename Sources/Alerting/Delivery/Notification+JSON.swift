import TimeSeries

extension Notification {
    /// What webhooks are posted and topics hold: one object, whose names stay.
    ///
    /// | name | what it is |
    /// | --- | --- |
    /// | `idempotency_key` | the same whenever this is told again; differs between any two things that are told |
    /// | `pipeline`, `policy` | the names in the pipeline file, of the pipeline and the entry of `alerts` |
    /// | `fingerprint` | of the series under the policy, or of a storm's group: 16 hexadecimal digits |
    /// | `state` | `firing` or `resolved` |
    /// | `severity` | `info`, `warning` or `critical` |
    /// | `opened`, `at`, `resolved` | when it began to fire, changed, and was over (else null): event times, RFC 3339 |
    /// | `model`, `key`, `metric` | of the series; empty for a storm |
    /// | `labels` | the key's fields, or what the storm has in common: an object of texts |
    /// | `kind` | `level`, `spike`, `dip`, `season`, `volatility`, `stuck`, `absent` or `range` |
    /// | `value`, `expected`, `lower`, `upper` | at the peak, null where there is none |
    /// | `score` | log10 of the return period in observations |
    /// | `return_period_seconds` | how often something as unusual comes in this series when nothing is wrong; 315532800, ten years, is so rare or rarer |
    /// | `observations` | how many were unusual so far |
    /// | `recent` | the newest values, oldest first |
    /// | `sentence` | what happened, in words |
    /// | `sql` | a query that shows more |
    /// | `member_count`, `members` | of a storm: how many incidents it has, and the worst, each with `key`, `metric`, `score` and `sentence`; else 0 and empty |
    package var json: [UInt8] {
        JSONValue.object([
            ("idempotency_key", .text(idempotencyKey)), ("pipeline", .text(pipeline)), ("policy", .text(policy)),
            ("fingerprint", .text(fingerprint)), ("state", .text(state.rawValue)), ("severity", .text(severity.name)),
            ("opened", .text(opened.rfc3339)), ("at", .text(at.rfc3339)),
            ("resolved", resolved.map { .text($0.rfc3339) } ?? .null), ("model", .text(model)), ("key", .text(key)),
            ("metric", .text(metric)), ("labels", .object(labels.map { ($0.name, .text($0.value)) })),
            ("kind", .text(kind)), ("value", .number(value)), ("expected", .number(expected)),
            ("lower", .number(lower)), ("upper", .number(upper)), ("score", .number(score)),
            ("return_period_seconds", .number(returnPeriodSeconds)), ("observations", .integer(observations)),
            ("recent", .array(recent.map { .number($0) })), ("sentence", .text(sentence)), ("sql", .text(sql)),
            ("member_count", .integer(Int64(memberCount))), ("members", .array(members.map(\.json))),
        ]).bytes
    }
}

extension Notification.Member {
    fileprivate var json: JSONValue {
        .object([
            ("key", .text(key)), ("metric", .text(metric)), ("score", .number(score)), ("sentence", .text(sentence)),
        ])
    }
}
