/// A courier's place at the board.
struct BoardDesk: CourierDesk {
    let board: DeliveryBoard
    let courier: Int

    var now: ContinuousClock.Instant { .now }
    var isStopping: Bool { board.isStopped(courier) }

    func wait(until moment: ContinuousClock.Instant) -> Bool { board.wait(until: moment, courier) }

    func waitForLead() -> Bool { board.waitForTrust(courier) }

    func report(_ report: CourierReport) { board.report(report, of: courier) }
}
