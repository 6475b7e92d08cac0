import StreamRuntime

/// When something happens to series by itself, soonest first: a binary heap that is cleaned up when a time comes.
///
/// A series has at most one entry of each kind; that it has one is no promise that something is due then, since times move on
/// with every observation: the entry is put where it belongs when it comes up. So it costs O(log n) when a time comes, and
/// nothing when one moves. Nothing that leaves this type depends on how it came about.
struct DeadlineQueue {
    /// Of what: `kind` 0 is that the series is absent, 1 + *p* is that the incident of its policy *p* changes.
    struct Entry: Equatable {
        var time: Int64
        var series: Int32
        var kind: Int32

        static func < (left: Entry, right: Entry) -> Bool {
            (left.time, left.series, left.kind) < (right.time, right.series, right.kind)
        }
    }

    private var heap: [Entry] = []
    /// For each series and kind, whether it has an entry.
    private var isQueued: [Bool] = []
    private let kinds: Int

    /// - Parameter kinds: of the series that has most.
    init(kinds: Int) { self.kinds = kinds }

    /// Sees to it that something comes up at `time` or before.
    mutating func add(_ time: Int64, series: SeriesNumber, kind: Int) {
        let place = Int(series.rawValue) * kinds + kind
        if place >= isQueued.count { isQueued += repeatElement(false, count: place + kinds - isQueued.count) }
        guard !isQueued[place] else { return }
        isQueued[place] = true
        push(Entry(time: time, series: series.rawValue, kind: Int32(kind)))
    }

    /// Takes the first of what is due at `time` or before, in the order of times, series and kinds.
    ///
    /// - Parameter deadline: when the thing of an entry is due, as things stand; nil when it is not.
    mutating func popDue(at time: Int64, _ deadline: (Entry) -> Int64?) -> Entry? {
        settle(before: time, deadline)
        guard let first = heap.first, first.time <= time else { return nil }
        removeFirst()
        return first
    }

    /// Whether something is due at `time` or before.
    mutating func isDue(at time: Int64, _ deadline: (Entry) -> Int64?) -> Bool {
        settle(before: time, deadline)
        return heap.first.map { $0.time <= time } ?? false
    }

    mutating func removeAll() {
        heap.removeAll()
        isQueued.removeAll()
    }

    /// Puts entries in their places until the first one is where it belongs, or is later than `time`.
    private mutating func settle(before time: Int64, _ deadline: (Entry) -> Int64?) {
        while let first = heap.first, first.time <= time {
            let due = deadline(first)
            if due == first.time { return }
            removeFirst()
            guard let due else { continue }
            add(due, series: SeriesNumber(first.series), kind: Int(first.kind))
        }
    }

    private mutating func removeFirst() {
        guard let first = heap.first, let last = heap.popLast() else { return }
        isQueued[Int(first.series) * kinds + Int(first.kind)] = false
        if heap.isEmpty { return }
        heap[0] = last
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            if least == place { return }
            heap.swapAt(place, least)
            place = least
        }
    }

    private mutating func push(_ entry: Entry) {
        heap.append(entry)
        var place = heap.count - 1
        while place > 0, heap[place] < heap[(place - 1) / 2] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }
}
