import StreamRuntime
import Testing

@testable import SeriesTransforms

@Suite struct DeadlineQueueTests {
    /// Deadlines move on a thousand times; what comes up, and in which order, is what a plain list says.
    @Test func whatIsDueComesInTheOrderOfTimesHoweverItMoved() {
        var random: UInt64 = 7
        func next(_ limit: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % limit
        }
        var queue = DeadlineQueue(kinds: 3)
        var deadlines: [DeadlineQueue.Entry?] = Array(repeating: nil, count: 60)
        var newest: [Int64] = Array(repeating: 0, count: 60)
        func deadline(_ entry: DeadlineQueue.Entry) -> Int64? { deadlines[Int(entry.series * 3 + entry.kind)]?.time }
        var happened = 0
        for time in 0..<2_000 {
            for _ in 0..<3 {
                let place = next(60)
                let due = max(newest[place], Int64(time + next(50)))
                newest[place] = due
                deadlines[place] =
                    next(9) == 0 ? nil : .init(time: due, series: Int32(place / 3), kind: Int32(place % 3))
                if deadlines[place] != nil { queue.add(due, series: SeriesNumber(Int32(place / 3)), kind: place % 3) }
            }
            var expected = deadlines.compactMap { $0 }.filter { $0.time <= time }.sorted { $0 < $1 }
            #expect(queue.isDue(at: Int64(time), deadline) == !expected.isEmpty)
            while let entry = queue.popDue(at: Int64(time), deadline) {
                #expect(expected.removeFirst() == entry)
                deadlines[Int(entry.series * 3 + entry.kind)] = nil
                happened += 1
            }
            #expect(expected.isEmpty)
        }
        #expect(happened > 1_000)
    }

    /// Feedback may bring an absence that was far away near, and take it away; there is one entry of it all the same.
    @Test func whatIsBroughtForwardComesThenAndOnce() {
        var queue = DeadlineQueue(kinds: 2)
        var deadlines: [Int64?] = (0..<40).map { 1_000 + $0 }
        func deadline(_ entry: DeadlineQueue.Entry) -> Int64? { deadlines[Int(entry.series)] }
        for (number, time) in deadlines.enumerated() {
            queue.add(time ?? 0, series: SeriesNumber(Int32(number)), kind: 0)
        }
        for number in stride(from: 39, to: 0, by: -3) {
            deadlines[number] = Int64(number)
            // Once more, later: it stays where it is.
            for time in [Int64(number), 5_000] {
                queue.bringForward(time, series: SeriesNumber(Int32(number)), kind: 0)
            }
        }
        deadlines[1] = nil
        // Of one that had none.
        deadlines.append(20)
        queue.bringForward(20, series: SeriesNumber(40), kind: 1)
        var found: [Int32] = []
        while let entry = queue.popDue(at: 999, deadline) { found.append(entry.series) }
        #expect(found == [3, 6, 9, 12, 15, 18, 40, 21, 24, 27, 30, 33, 36, 39])
        while let entry = queue.popDue(at: 10_000, deadline) { found.append(entry.series) }
        #expect(found.count == 40 && Set(found).count == 40 && !found.contains(1))
    }
}
