/// Where the parts of a scorer's state stand in a series' block.
struct ScorerBlock {
    /// Slots of the envelope by time of the season, and by the value before.
    static let seasonSlots = 48
    static let valueSlots = 32

    private static let issuedOffset = (MemoryLayout<ScorerHeader>.stride + 7) / 8 * 8
    private static let seasonOffset = issuedOffset + IssuedMemory.byteCount
    private static let valueOffset = seasonOffset + Envelope.byteCount(seasonSlots)
    private static let listsOffset = (valueOffset + Envelope.byteCount(valueSlots) + 63) / 64 * 64
    private static let tailsOffset = listsOffset + PeakView.allCases.count * PeakList.byteCount
    /// Bytes of it, a multiple of 64.
    static let byteCount =
        (tailsOffset + TailView.allCases.count * MemoryLayout<ExcessTail>.stride + 63) / 64 * 64

    let memory: UnsafeMutableRawPointer

    /// - Parameter memory: aligned to 64 bytes.
    init(_ memory: UnsafeMutableRawPointer) { self.memory = memory }

    var header: UnsafeMutablePointer<ScorerHeader> { memory.assumingMemoryBound(to: ScorerHeader.self) }
    var issued: IssuedMemory { IssuedMemory(memory + Self.issuedOffset) }
    var seasonEnvelope: Envelope { Envelope(memory + Self.seasonOffset, slots: Self.seasonSlots) }
    var valueEnvelope: Envelope { Envelope(memory + Self.valueOffset, slots: Self.valueSlots) }

    @inline(__always)
    func peaks(_ view: PeakView) -> PeakList {
        PeakList(memory + Self.listsOffset + view.rawValue * PeakList.byteCount)
    }

    @inline(__always)
    func tail(_ view: TailView) -> UnsafeMutablePointer<ExcessTail> {
        (memory + Self.tailsOffset).assumingMemoryBound(to: ExcessTail.self) + view.rawValue
    }

    /// Makes it that of a series that has seen nothing; its bytes are zero.
    func prepare() {
        seasonEnvelope.prepare()
        valueEnvelope.prepare()
        for view in PeakView.allCases { peaks(view).prepare() }
        for view in TailView.allCases { tail(view).pointee.prepare() }
        header.pointee.age = .max
        ReturnPeriods.prepare(header)
    }

    /// Measures from elsewhere: nothing else changes.
    func move(anchorBy difference: Double) {
        header.pointee.anchor += difference
        let back = -Float(difference)
        header.pointee.recent += back
        issued.move(by: back)
        seasonEnvelope.move(by: back)
        valueEnvelope.move(by: back)
    }
}
