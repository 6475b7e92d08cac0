import Testing

@testable import Alerting

struct DeliveryBoardTests {
    /// Its last report was taken before it had nothing to do: whoever waits for news hands out the next load at once.
    @Test func aCourierThatIsIdleIsNews() {
        let board = DeliveryBoard([DeliveryCounts(receiver: "hook")])
        board.give(.deliveries([]), to: 0)
        #expect(board.news().isIdle == [false])
        board.unload(0)
        let far = ContinuousClock.now + .seconds(30)
        board.waitForNews(until: far)
        #expect(ContinuousClock.now < far)
        #expect(board.news().isIdle == [true])
        // It is told once.
        let soon = ContinuousClock.now + .milliseconds(5)
        board.waitForNews(until: soon)
        #expect(ContinuousClock.now >= soon)
    }
}
