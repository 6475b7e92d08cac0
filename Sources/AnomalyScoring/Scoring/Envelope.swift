/// The highest and the lowest of a number in each of a ring or a row of slots, fading toward a middle.
///
/// Numbers are relative to the series' anchor. A slot that has seen nothing has its highest below its lowest.
struct Envelope {
    /// The share of its distance to the middle by which a bound comes nearer at each visit of its slot.
    private static let fading: Float = 0.002

    let slots: Int
    private let highest: UnsafeMutablePointer<Float>
    private let lowest: UnsafeMutablePointer<Float>

    static func byteCount(_ slots: Int) -> Int { 2 * slots * MemoryLayout<Float>.stride }

    init(_ memory: UnsafeMutableRawPointer, slots: Int) {
        self.slots = slots
        highest = memory.assumingMemoryBound(to: Float.self)
        lowest = highest + slots
    }

    func prepare() {
        for slot in 0..<slots { (highest[slot], lowest[slot]) = (-.infinity, .infinity) }
    }

    /// How far a number is outside of what a slot and its neighbours have seen: positive above, negative below, 0 inside;
    /// the distance from the middle where they have seen nothing. The slot learns it.
    ///
    /// - Parameter isRing: whether the first slot follows the last.
    @inline(__always)
    func pass(_ value: Float, at slot: Int, middle: Float, isRing: Bool) -> Float {
        let before = slot > 0 ? slot - 1 : (isRing ? slots - 1 : 0)
        let after = slot < slots - 1 ? slot + 1 : (isRing ? 0 : slot)
        let top = max(highest[slot], highest[before], highest[after])
        let bottom = min(lowest[slot], lowest[before], lowest[after])
        let outside = top < bottom ? value - middle : (value > top ? value - top : min(value - bottom, 0))
        var (high, low) = (highest[slot], lowest[slot])
        if high >= low {
            high -= Self.fading * max(high - middle, 0)
            low += Self.fading * max(middle - low, 0)
        }
        highest[slot] = max(high, value)
        lowest[slot] = min(low, value)
        return outside
    }

    /// Adds to all bounds.
    func move(by difference: Float) {
        for slot in 0..<slots {
            highest[slot] += difference
            lowest[slot] += difference
        }
    }
}
