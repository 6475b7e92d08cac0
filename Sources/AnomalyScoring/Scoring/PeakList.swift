import NumericKernels

/// The largest peaks of a number that is never negative, and how rare one is that is as large as what is seen now.
///
/// Peaks are declustered: an episode leaves one peak, its highest, so that ranks count occasions and not observations. What is
/// larger than all peaks is placed on a Pareto tail through them: its index is Hill's (A simple general approach to inference
/// about the tail of a distribution, 1975) with a prior of ``priorIndex`` that weighs as much as ``priorWeight`` peaks.
///
/// All in ``byteCount`` bytes of a series' block; a few nanoseconds for what is far below the peaks, up to about a hundred
/// for what is near them.
struct PeakList {
    static let byteCount = 80
    /// Peaks that are remembered.
    private static let capacity = 12
    /// An episode is over when nothing was at least a share of its peak for so many observations.
    private static let quiet: UInt16 = 25
    private static let staying: Float = 0.55
    /// Observations after which a peak is forgotten.
    static let memory: UInt16 = 8_000
    /// Observations that ranks are counted over at most.
    private static let mostSeen: UInt16 = 2_000
    private static let priorIndex: Float = 0.3
    private static let priorWeight: Float = 2
    /// Decades beyond the largest peak that can be concluded at most.
    private static let farthest: Float = 8
    /// What is below this share of the smallest peak is passed over.
    private static let far: Float = 0.15
    /// What is below this share of the floor is nothing.
    private static let nothing: Float = 0.01

    /// Where in the log the list stands, and which peak is that of the episode that is under way.
    private struct Place {
        /// The newest observation of the episode, by its number modulo 65,536.
        var touched: UInt16
        /// Observations seen, up to ``PeakList/mostSeen``.
        var seen: UInt16
        var count: Int8
        /// Which peak is of the episode; -1 when none is under way.
        var running: Int8
    }

    /// Largest first.
    private let peaks: UnsafeMutablePointer<Float>
    /// When each was, by the observation's number modulo 65,536.
    private let times: UnsafeMutablePointer<UInt16>
    private let place: UnsafeMutablePointer<Place>

    init(_ memory: UnsafeMutableRawPointer) {
        peaks = memory.assumingMemoryBound(to: Float.self)
        times = (memory + Self.capacity * MemoryLayout<Float>.stride).assumingMemoryBound(to: UInt16.self)
        place = (times + Self.capacity).withMemoryRebound(to: Place.self, capacity: 1) { $0 }
    }

    func prepare() { place.pointee = Place(touched: 0, seen: 0, count: 0, running: -1) }

    /// Looks at a number and learns from it.
    ///
    /// - Parameters:
    ///   - value: not negative.
    ///   - floor: the size below which differences mean nothing; positive.
    ///   - number: of the observation in its series.
    ///   - isWarm: whether enough was seen to say anything.
    /// - Returns: log10 of the return period, in observations, of an episode at least as large; 0 when it is ordinary.
    @inline(__always)
    func rarity(of value: Float, floor: Float, at number: UInt32, isWarm: Bool) -> Float {
        let now = UInt16(truncatingIfNeeded: number)
        forgetOld(now)
        let place = place
        if place.pointee.seen < Self.mostSeen { place.pointee.seen += 1 }
        let isRunning = place.pointee.running >= 0 && now &- place.pointee.touched <= Self.quiet
        if !isRunning {
            place.pointee.running = -1
            if value <= Self.nothing * floor { return 0 }
            let isFull = place.pointee.count == Self.capacity
            if isFull, value + floor < Self.far * (peaks[Self.capacity - 1] + floor) { return 0 }
        }
        return look(value, floor, now, isWarm: isWarm)
    }

    /// One peak is looked at with each observation.
    @inline(__always)
    private func forgetOld(_ now: UInt16) {
        let index = Int(now) % Self.capacity
        if index < Int(place.pointee.count), now &- times[index] > Self.memory { forget(index, now) }
    }

    private func forget(_ index: Int, _ now: UInt16) {
        if index == Int(place.pointee.running), now &- place.pointee.touched <= Self.quiet { return }
        remove(index)
    }

    /// Forgets the peaks of some observations.
    func forget(from first: UInt32, to last: UInt32) {
        let (start, length) = (UInt16(truncatingIfNeeded: first), UInt16(truncatingIfNeeded: last &- first))
        for index in (0..<Int(place.pointee.count)).reversed() where times[index] &- start <= length { remove(index) }
    }

    private func remove(_ index: Int) {
        let running = Int(place.pointee.running)
        let count = Int(place.pointee.count)
        for later in index..<count - 1 {
            peaks[later] = peaks[later + 1]
            times[later] = times[later + 1]
        }
        place.pointee.count -= 1
        if running == index { place.pointee.running = -1 } else if running > index { place.pointee.running -= 1 }
    }

    @inline(never)
    private func look(_ value: Float, _ floor: Float, _ now: UInt16, isWarm: Bool) -> Float {
        let isSomething = value > Self.nothing * floor
        let rarity = isWarm && isSomething ? rank(value, floor) : 0
        learn(value, now, isSomething: isSomething)
        return rarity
    }

    /// Of all peaks but that of the episode under way.
    private func rank(_ value: Float, _ floor: Float) -> Float {
        let running = Int(place.pointee.running)
        let seen = Float(place.pointee.seen)
        var (others, reached) = (0, 0)
        // Peaks that are almost as large count too, the less, the smaller they are.
        var near: Float = 1e-9
        let shares = Sixteen(
            Self.nearness(of: eight(peaks, at: 0), value, floor), Self.nearness(of: eight(peaks, at: 8), value, floor))
        var (largest, smallest, above, below): (Float, Float, Float, Float) = (0, 0, 0, 0)
        for index in 0..<Int(place.pointee.count) where index != running {
            let peak = peaks[index]
            if others == 0 { largest = peak }
            smallest = peak
            others &+= 1
            near += shares[index]
            if peak >= value {
                reached &+= 1
                above = peak
            } else if reached == others &- 1 {
                below = peak
            }
        }
        let never = Self.log10(seen + 1)
        guard others > 0 else { return never }
        if value <= largest, value > smallest {
            let top = logarithm(above + floor)
            let gap = top - logarithm(below + floor)
            // Two peaks may be the same to the precision of their logarithms.
            let part = gap > 0 ? min(max((top - logarithm(value + floor)) / gap, 0), 1) : 0.5
            return min(never - Self.log10(Float(reached) + part), max(0, never - Self.log10(near)))
        }
        var sum = Self.priorIndex * Self.priorWeight
        let distances = Sixteen(
            logarithm((eight(peaks, at: 0) + floor) / (smallest + floor)),
            logarithm((eight(peaks, at: 8) + floor) / (smallest + floor)))
        for index in 0..<Int(place.pointee.count) where index != running { sum += distances[index] }
        let weight = Self.priorWeight + Float(max(others - 1, 0))
        let ranked =
            value > largest
            ? never + logarithm((value + floor) / (largest + floor)) * weight / sum * Self.perTen
            : never - Self.log10(Float(others + 1))
                + logarithm((value + floor) / (smallest + floor)) * weight / sum * Self.perTen
        let bounded = min(ranked, max(0, never - Self.log10(near)))
        guard bounded > never else { return max(0, bounded) }
        let beyond = bounded - never
        return never + beyond / (1 + beyond / Self.farthest)
    }

    private func learn(_ value: Float, _ now: UInt16, isSomething: Bool) {
        let running = Int(place.pointee.running)
        let count = Int(place.pointee.count)
        if running >= 0 {
            if value >= Self.staying * peaks[running], isSomething { place.pointee.touched = now }
            if value > peaks[running] { place.pointee.running = Int8(insert(value, now, from: running)) }
        } else if isSomething, count < Self.capacity || value > peaks[Self.capacity - 1] {
            let last = min(count, Self.capacity - 1)
            place.pointee.count = Int8(max(count, last + 1))
            place.pointee.running = Int8(insert(value, now, from: last))
            place.pointee.touched = now
        }
    }

    /// Puts a peak in place of the one at `index`, moving smaller ones down.
    private func insert(_ value: Float, _ now: UInt16, from index: Int) -> Int {
        var index = index
        while index > 0, peaks[index - 1] < value {
            peaks[index] = peaks[index - 1]
            times[index] = times[index - 1]
            index -= 1
        }
        peaks[index] = value
        times[index] = now
        return index
    }

    private static let perTen: Float = 0.434_294_48

    /// How much each of eight peaks counts of one: all of it where it is as large as what is seen.
    @inline(__always)
    private static func nearness(of peaks: Eight, _ value: Float, _ floor: Float) -> Eight {
        let ratio = (peaks + floor) / (value + floor)
        let square = ratio * ratio
        return (square * square * square * square).replacing(with: 1, where: peaks .>= value)
    }

    @inline(__always)
    private static func log10(_ number: Float) -> Float { logarithm(number) * perTen }
}
