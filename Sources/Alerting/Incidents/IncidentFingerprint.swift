package import TimeSeries

/// What names a series under a policy, the same in every run: 16 hexadecimal digits.
package enum IncidentFingerprint {
    /// Of pipeline, policy, model, key and metric, each with its length, so that no two lists of them look alike.
    package static func text(pipeline: String, policy: String, _ series: SeriesIdentity) -> String {
        var hash = StableHash()
        for word in [pipeline, policy, series.model, series.key, series.metric] {
            hash.add("\(word.utf8.count):\(word)".utf8)
        }
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
