/// Room to work for one observation: rows of H numbers in single precision.
struct Rows {
    static let count = 13
    /// Numbers behind the last row that are read with it.
    static let slack = 8

    private let horizon: Int
    private let numbers: UnsafeMutablePointer<Float>

    init(_ horizon: Int, _ room: UnsafeMutablePointer<Double>) {
        self.horizon = horizon
        numbers = UnsafeMutableRawPointer(room).assumingMemoryBound(to: Float.self)
    }

    @inline(__always)
    private func row(_ index: Int) -> UnsafeMutablePointer<Float> { numbers + index &* horizon }

    /// The target as seen from each origin: its distance in units of the scale there.
    var target: UnsafeMutablePointer<Float> { row(0) }
    /// The readout alone, as it learns; and with the season's change, within the envelope, as an expert.
    var readout: UnsafeMutablePointer<Float> { row(1) }
    /// What the season's table says of the change, and the believed share of it.
    var seasonChange: UnsafeMutablePointer<Float> { row(2) }
    var believedChange: UnsafeMutablePointer<Float> { row(3) }
    /// What each expert says, by ``Expert``; persistence says 0 and has no row.
    func expert(_ expert: Expert) -> UnsafeMutablePointer<Float> {
        switch expert {
        case .readout, .persistence: row(4)
        case .seasonalNaive: row(5)
        case .seasonalDifference: row(6)
        case .season: row(7)
        case .lastSeason: row(8)
        case .longSeason: row(9)
        }
    }
    /// The observation nearest to the target as seen from each origin.
    var observed: UnsafeMutablePointer<Float> { row(12) }
    /// The mixture, and the size that its error is thought to have.
    var mixture: UnsafeMutablePointer<Float> { row(10) }
    var size: UnsafeMutablePointer<Float> { row(11) }
}
