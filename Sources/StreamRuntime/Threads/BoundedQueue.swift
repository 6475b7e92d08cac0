/// A first-in, first-out queue between threads that holds at most so much.
///
/// `@unchecked Sendable`: every access to the stored properties is inside `condition.locked`.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    private let condition = Condition()
    private let limit: Int
    /// Nil where one was taken: what is not wanted any more is not kept.
    private var elements: [(element: Element, weight: Int)?] = []
    private var head = 0
    private var weight = 0
    private var isClosed = false

    /// - Parameter limit: the most weight it holds, in whatever unit the callers weigh in. An element that is heavier than
    ///   the limit is taken when the queue is empty.
    init(limit: Int) { self.limit = limit }

    /// Adds an element if there is room.
    ///
    /// - Returns: whether it was added.
    func offer(_ element: Element, weight elementWeight: Int) -> Bool {
        condition.locked {
            guard isRoom(for: elementWeight), !isClosed else { return false }
            insert(element, weight: elementWeight)
            return true
        }
    }

    /// Whether an element of this weight would be taken now.
    func hasRoom(for elementWeight: Int) -> Bool { condition.locked { isRoom(for: elementWeight) } }

    /// Adds an element, waiting for room until `deadline`.
    ///
    /// - Returns: whether it was added.
    func push(_ element: Element, weight elementWeight: Int, until deadline: ContinuousClock.Instant? = nil) -> Bool {
        condition.locked {
            while !isRoom(for: elementWeight), !isClosed {
                if let deadline, ContinuousClock.now >= deadline { return false }
                condition.wait(until: deadline)
            }
            guard !isClosed else { return false }
            insert(element, weight: elementWeight)
            return true
        }
    }

    /// Adds an element that must not wait and is small, whatever is inside; a closed queue drops it.
    func pushAlways(_ element: Element) {
        condition.locked {
            if !isClosed { insert(element, weight: 0) }
        }
    }

    /// Takes the oldest element, waiting for one until `deadline`.
    ///
    /// - Returns: nil when the time is over, or the queue is closed and empty.
    func pop(until deadline: ContinuousClock.Instant?) -> Element? {
        condition.locked {
            while head == elements.count, !isClosed {
                if let deadline, ContinuousClock.now >= deadline { return nil }
                condition.wait(until: deadline)
            }
            guard head < elements.count, let (element, elementWeight) = elements[head] else { return nil }
            elements[head] = nil
            head += 1
            weight -= elementWeight
            if head == elements.count || head > 64 {
                elements.removeFirst(head)
                head = 0
            }
            condition.wake()
            return element
        }
    }

    /// Takes no more elements; those inside can still be popped.
    func close() {
        condition.locked {
            isClosed = true
            condition.wake()
        }
    }

    /// The weight of what is inside.
    var load: Int { condition.locked { weight } }

    /// Whether the queue is closed and everything in it has been taken.
    var isExhausted: Bool { condition.locked { isClosed && head == elements.count } }

    private func isRoom(for elementWeight: Int) -> Bool {
        head == elements.count || weight + elementWeight <= limit
    }

    private func insert(_ element: Element, weight elementWeight: Int) {
        elements.append((element, elementWeight))
        weight += elementWeight
        condition.wake()
    }
}
