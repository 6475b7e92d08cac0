/// Lets through at most so many attempts in any minute.
struct RateCap {
    private static let window: Duration = .seconds(60)

    private let perMinute: Int
    /// When the newest attempts were, at most ``perMinute`` of them; the oldest one is at ``oldest`` once it is full.
    private var attempts: [ContinuousClock.Instant] = []
    private var oldest = 0

    /// - Parameter perMinute: at least 1.
    init(perMinute: Int) { self.perMinute = max(perMinute, 1) }

    /// From when on the next attempt is allowed; nil when it always was.
    var opens: ContinuousClock.Instant? { attempts.count < perMinute ? nil : attempts[oldest] + Self.window }

    /// Counts an attempt.
    mutating func count(_ now: ContinuousClock.Instant) {
        guard attempts.count == perMinute else {
            attempts.append(now)
            return
        }
        attempts[oldest] = now
        oldest = (oldest + 1) % perMinute
    }
}
