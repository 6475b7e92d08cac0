/// What a detector knows of a series besides its scorer's state: plain bytes at the start of its block.
struct EpisodeHeader {
    /// A range of event time, in microseconds since 1970, that a user calls expected; empty where it begins after its end.
    struct Shield {
        var from: Int64
        var to: Int64
    }

    /// The episode that is under way, or the newest.
    var record: EpisodeRecord
    /// The score that was told of it last.
    var toldScore: Double
    /// How much rarer than the model's threshold something has to be in this series: log10, from 0 on.
    var raised: Double
    /// Event time of the first and the newest observation.
    var firstTime: Int64
    var newestTime: Int64
    /// The newest event time that was known when the newest observation came: silence counts from it.
    var heardTime: Int64
    var observations: Int64
    /// The newest value, and the event time since which it has been the same.
    var sameValue: Double
    var sameSince: Int64
    var shields: (Shield, Shield, Shield, Shield)
    /// Where the next shield is kept.
    var nextShield: Int32
    /// Quiet observations of the episode, one after the other.
    var quiet: Int32
    /// The scorer's numbers of the episode's first and newest unusual observation.
    var firstNumber: UInt32
    var lastNumber: UInt32
    /// 1 while an episode is under way that a user has confirmed.
    var isConfirmed: Int32
    /// 1 while an episode is under way.
    var isOpen: Int32
    /// Observations after the first one behind the newest long gap, up to ``AnomalyDetector/settledAfter``.
    var sinceGap: Int32
    /// 1 while the series is absent.
    var isAbsent: Int32
}
