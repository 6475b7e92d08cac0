/// What a signal usually is at each place of a season: a table of knots around the period, learned knot by knot.
///
/// Between knots it is interpolated. What is seen around a knot is averaged until the signal has passed it, and only then
/// moves the knot, by a fixed share of the average. So a place that was looked up for a forecast does not change until
/// the forecast's target has arrived, unless that lies more than a period ahead, and what is learned does not depend on
/// how often the signal was sampled. A place that has never been passed is not known.
/// Source of the idea: seasonal exponential smoothing (Winters, "Forecasting Sales by Exponentially Weighted Moving
/// Averages", 1960), here in time instead of in observations.
package struct SeasonalTable {
    /// A place of the season: between a knot and the next.
    package struct Place {
        @usableFromInline let knot: Int
        @usableFromInline let next: Int
        /// How far from `knot` to `next`, 0…1.
        @usableFromInline let fraction: Float

        @inlinable
        init(knot: Int, next: Int, fraction: Float) { (self.knot, self.next, self.fraction) = (knot, next, fraction) }
    }

    /// A walk around the season in equal steps, without divisions.
    package struct Walk {
        @usableFromInline var knot: Int
        @usableFromInline var remainder: Int64
        @usableFromInline let knots: Int
        @usableFromInline let period: Int64
        @usableFromInline let inverse: Float
        @usableFromInline let knotStep: Int
        @usableFromInline let remainderStep: Int64

        @inlinable
        init(_ table: SeasonalTable, from time: Int64, step: Int64) {
            period = table.head.pointee.period
            knots = Int(table.head.pointee.knots)
            inverse = table.head.pointee.inversePeriod
            (knot, remainder) = table.split(time)
            let scaled = (step % period) * Int64(knots)
            knotStep = Int(scaled / period)
            remainderStep = scaled % period
        }

        /// The place one step further.
        @inlinable
        package mutating func next() -> Place {
            remainder += remainderStep
            knot += knotStep
            if remainder >= period {
                remainder -= period
                knot += 1
            }
            if knot >= knots { knot -= knots }
            return Place(
                knot: knot, next: knot + 1 == knots ? 0 : knot + 1, fraction: Float(remainder) * inverse)
        }
    }

    @usableFromInline
    struct Head {
        /// Microseconds.
        @usableFromInline var period: Int64
        @usableFromInline var inversePeriod: Float
        @usableFromInline var knots: Int32
        /// The knot that was passed last; −1 before the first observation.
        @usableFromInline var current: Int32
        /// Knots that are known, and the sum of their values.
        @usableFromInline var known: Int32
        @usableFromInline var sum: Float
        /// The value that was learned last.
        @usableFromInline var last: Float
        /// Observations of a full weight that one knot gets in a period.
        var density: Float
        /// Weights and weighted distances seen around the current knot and the next one.
        var weights: (Float, Float)
        var distances: (Float, Float)
    }

    /// Bytes of a table of `capacity` knots.
    package static func byteCount(capacity: Int) -> Int { (64 + 5 * capacity + 31) / 32 * 32 }

    @usableFromInline let head: UnsafeMutablePointer<Head>
    @usableFromInline let values: UnsafeMutablePointer<Float>
    @usableFromInline let visits: UnsafeMutablePointer<UInt8>

    /// - Parameter state: ``byteCount(capacity:)`` bytes, aligned to 8, zero for a table that is not in use.
    @inlinable
    package init(_ state: UnsafeMutableRawPointer, capacity: Int) {
        head = state.assumingMemoryBound(to: Head.self)
        values = (state + 64).assumingMemoryBound(to: Float.self)
        visits = (state + 64 + 4 * capacity).assumingMemoryBound(to: UInt8.self)
    }

    /// Starts an empty table.
    ///
    /// - Parameters:
    ///   - period, step: microseconds; there are no more knots than steps in a period.
    package func prepare(period: Int64, step: Int64, capacity: Int) {
        let steps = max(Double(period) / Double(step), 1)
        let knots = max(1, min(capacity, Int(min(steps, 1e6).rounded())))
        head.pointee = Head(
            period: period, inversePeriod: 1 / Float(period), knots: Int32(knots), current: -1, known: 0, sum: 0,
            last: 0,
            density: Float(max(1, steps / Double(knots))), weights: (0, 0), distances: (0, 0))
    }

    /// Microseconds.
    package var period: Int64 { head.pointee.period }

    @inlinable
    func split(_ time: Int64) -> (knot: Int, remainder: Int64) {
        let period = head.pointee.period
        var phase = time % period
        if phase < 0 { phase += period }
        let scaled = phase * Int64(head.pointee.knots)
        return (Int(scaled / period), scaled % period)
    }

    /// - Parameter time: microseconds.
    @inlinable
    package func place(at time: Int64) -> Place {
        let (knot, remainder) = split(time)
        let next = knot + 1 == Int(head.pointee.knots) ? 0 : knot + 1
        return Place(knot: knot, next: next, fraction: Float(remainder) * head.pointee.inversePeriod)
    }

    /// The places one, two, three … steps after `time`.
    @inlinable
    package func walk(from time: Int64, step: Int64) -> Walk { Walk(self, from: time, step: step) }

    /// The value there, in the signal's unit; NaN where it is not known.
    @inlinable @inline(__always)
    package func value(at place: Place) -> Float {
        let isKnown = visits[place.knot] > 0 && (visits[place.next] > 0 || place.fraction < 1e-3)
        let between = values[place.knot] + (values[place.next] - values[place.knot]) * place.fraction
        return isKnown ? (place.fraction < 1e-3 ? values[place.knot] : between) : .nan
    }

    /// Whether the place has never been passed: whatever is noted there counts in full.
    package func isNew(_ place: Place) -> Bool { visits[place.knot] == 0 }

    /// Forgets a knot at a place that is far from the signal, while the knot that was learned last is near: what such a knot
    /// learned was no season.
    ///
    /// - Parameters:
    ///   - far, near: distances, in the signal's unit.
    package func forgetStray(at place: Place, from value: Float, far: Float, near: Float) {
        guard abs(head.pointee.last - value) < near else { return }
        forget(place.knot, from: value, far)
        forget(place.next, from: value, far)
    }

    private func forget(_ knot: Int, from value: Float, _ far: Float) {
        guard visits[knot] > 0, abs(values[knot] - value) > far else { return }
        visits[knot] = 0
        head.pointee.sum -= values[knot]
        head.pointee.known -= 1
    }

    /// The value there; what was learned last where it is not known.
    @inlinable
    package func guess(at place: Place) -> Float {
        let last = head.pointee.last
        let left = visits[place.knot] > 0 ? values[place.knot] : last
        let right = visits[place.next] > 0 ? values[place.next] : last
        return left + (right - left) * place.fraction
    }

    /// The mean of the known knots.
    @inlinable
    package var mean: Float { head.pointee.known > 0 ? head.pointee.sum / Float(head.pointee.known) : 0 }

    /// Goes to a place: knots that have been passed learn what was noted around them.
    ///
    /// - Parameter share: how far a knot moves at least, 0…1; the first times it moves by the average of what was seen.
    package func enter(_ place: Place, share: Float, startsFromLast: Bool) {
        let current = Int(head.pointee.current)
        guard place.knot != current else { return }
        if current >= 0 {
            let next = current + 1 == Int(head.pointee.knots) ? 0 : current + 1
            learn(current, head.pointee.weights.0, head.pointee.distances.0, share, startsFromLast)
            if place.knot == next {
                head.pointee.weights = (head.pointee.weights.1, 0)
                head.pointee.distances = (head.pointee.distances.1, 0)
            } else {
                learn(next, head.pointee.weights.1, head.pointee.distances.1, share, startsFromLast)
                head.pointee.weights = (0, 0)
                head.pointee.distances = (0, 0)
            }
        }
        head.pointee.current = Int32(place.knot)
    }

    private func learn(_ knot: Int, _ weight: Float, _ distance: Float, _ share: Float, _ startsFromLast: Bool) {
        guard weight > 1e-3 else { return }
        if visits[knot] == 0 {
            values[knot] = startsFromLast ? head.pointee.last : 0
            head.pointee.sum += values[knot]
            head.pointee.known += 1
        }
        if visits[knot] < 255 { visits[knot] += 1 }
        let move = max(share, 1 / Float(visits[knot])) * min(1, 2 * weight) * distance / weight
        values[knot] += move
        head.pointee.sum += move
        head.pointee.last = values[knot]
    }

    /// Notes how far the signal is from the table at a place that was entered.
    ///
    /// - Parameter span: time since the observation before, in steps.
    package func note(_ distance: Float, at place: Place, span: Float) {
        let weight = min(1, span) / head.pointee.density
        head.pointee.weights.0 += (1 - place.fraction) * weight
        head.pointee.distances.0 += (1 - place.fraction) * weight * distance
        head.pointee.weights.1 += place.fraction * weight
        head.pointee.distances.1 += place.fraction * weight * distance
    }
}
