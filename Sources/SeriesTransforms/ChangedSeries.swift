import StreamRuntime

/// Which series have changed since the last image of a state was begun, and which are yet to be copied for it.
struct ChangedSeries {
    private var changed = Flags()
    /// Those whose copies are not made yet.
    private var awaited = Flags()
    /// No series before this one is awaited.
    private var next = 0

    /// Notes that a series is about to change.
    ///
    /// - Returns: whether it has to be copied first.
    mutating func note(_ series: Int) -> Bool {
        changed.set(series)
        return awaited.take(series)
    }

    /// Begins an image of all series, or of those that have changed.
    mutating func begin(of count: Int, isWhole: Bool) {
        awaited = isWhole ? Flags(first: count) : changed
        changed = Flags()
        next = 0
    }

    /// The next series to copy; nil when there is none.
    mutating func takeNext() -> Int? {
        guard let series = awaited.takeFirst(from: next) else { return nil }
        next = series + 1
        return series
    }

    /// Drops the image.
    mutating func drop() { awaited = Flags() }
}
