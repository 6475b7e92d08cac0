import StreamRuntime

/// When something happens to series by itself, soonest first: a binary heap that is cleaned up when a time comes.
///
/// A series has at most one entry of each kind, at the time it is due or before; that it has one is no promise that something
/// is due then, since times move on with every observation: the entry is put where it belongs when it comes up. So it costs
/// O(log n) when a time comes, and nothing when one moves. Times of a series and kind only grow; where one may not,
/// ``bringForward(_:series:kind:)`` says so. Nothing that leaves this type depends on how it came about.
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
    /// For each series and kind, where its entry is in the heap; -1 where it has none.
    private var places: [Int32] = []
    private let kinds: Int

    /// - Parameter kinds: of the series that has most.
    init(kinds: Int) { self.kinds = kinds }

    /// Sees to it that something comes up at `time` or before, where times have only grown.
    mutating func add(_ time: Int64, series: SeriesNumber, kind: Int) {
        let index = Int(series.rawValue) * kinds + kind
        if index >= places.count { places += repeatElement(-1, count: index + kinds - places.count) }
        guard places[index] < 0 else { return }
        heap.append(Entry(time: time, series: series.rawValue, kind: Int32(kind)))
        rise(from: heap.count - 1)
    }

    /// Sees to it that something comes up at `time` or before, also where it was to come later.
    mutating func bringForward(_ time: Int64, series: SeriesNumber, kind: Int) {
        let index = Int(series.rawValue) * kinds + kind
        guard index < places.count, places[index] >= 0 else { return add(time, series: series, kind: kind) }
        let place = Int(places[index])
        guard time < heap[place].time else { return }
        heap[place].time = time
        rise(from: place)
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
        places[index(of: first)] = -1
        if !heap.isEmpty { sink(last) }
    }

    /// Puts an entry at the top, and from there where it belongs.
    private mutating func sink(_ entry: Entry) {
        var place = 0
        while true {
            var least = entry
            var next = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child] < least {
                (least, next) = (heap[child], child)
            }
            put(least, at: place)
            if next == place { return }
            place = next
        }
    }

    /// Puts the entry at a place where it belongs, if that is further up.
    private mutating func rise(from start: Int) {
        let entry = heap[start]
        var place = start
        while place > 0, entry < heap[(place - 1) / 2] {
            put(heap[(place - 1) / 2], at: place)
            place = (place - 1) / 2
        }
        put(entry, at: place)
    }

    private mutating func put(_ entry: Entry, at place: Int) {
        heap[place] = entry
        places[index(of: entry)] = Int32(place)
    }

    private func index(of entry: Entry) -> Int { Int(entry.series) * kinds + Int(entry.kind) }
}
