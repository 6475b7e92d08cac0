import Testing

@testable import StreamRuntime

@Suite struct BoundedQueueTests {
    @Test func `everything that is pushed comes out once and in order`() {
        let queue = BoundedQueue<Int>(limit: 10)
        let producer = NamedThread(name: "producer") {
            for number in 0..<10_000 { _ = queue.push(number, weight: 1) }
            queue.close()
        }
        var received: [Int] = []
        while let number = queue.pop(until: nil) { received.append(number) }
        producer.join()
        #expect(received == Array(0..<10_000))
        #expect(queue.isExhausted)
    }

    @Test func `a full queue refuses, an empty one takes even what is too heavy`() {
        let queue = BoundedQueue<Int>(limit: 10)
        #expect(queue.offer(1, weight: 50))
        #expect(!queue.offer(2, weight: 1))
        #expect(queue.pop(until: nil) == 1)
        #expect(queue.offer(2, weight: 1))
    }
}
