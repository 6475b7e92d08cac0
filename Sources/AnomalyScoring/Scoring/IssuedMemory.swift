/// Forecasts that were issued lately, about one a step, until their targets have come: what was said for a near and for a far
/// horizon.
///
/// Numbers are relative to the series' anchor. A forecast of horizon h is met by the observation that is nearest to h steps
/// after it, at most half a step away; where horizons count observations, by the h-th one.
struct IssuedMemory {
    /// Forecasts that are remembered: the far horizon at most.
    static let capacity = 24
    static let byteCount = capacity * (MemoryLayout<Int64>.stride + 4 * MemoryLayout<Float>.stride)

    /// What was said.
    struct Said {
        /// The mean at the horizon, and the deviation that its narrowest interval stands for.
        var near: Float
        var nearWidth: Float
        var far: Float
        var farWidth: Float
    }

    private let times: UnsafeMutablePointer<Int64>
    private let said: UnsafeMutablePointer<Said>

    init(_ memory: UnsafeMutableRawPointer) {
        times = memory.assumingMemoryBound(to: Int64.self)
        said = (memory + Self.capacity * MemoryLayout<Int64>.stride).assumingMemoryBound(to: Said.self)
    }

    /// Remembers a forecast.
    ///
    /// - Parameter count: forecasts remembered before.
    func append(_ forecast: Said, at time: Int64, count: Int32) {
        let place = Int(count) % Self.capacity
        (times[place], said[place]) = (time, forecast)
    }

    /// The forecast that was issued so many forecasts ago, 1 for the newest.
    func back(_ lag: Int, count: Int32) -> (time: Int64, said: Said)? {
        guard lag >= 1, lag <= min(Int(count), Self.capacity) else { return nil }
        let place = (Int(count) - lag) % Self.capacity
        return (times[place], said[place])
    }

    /// Adds to everything that was said.
    func move(by difference: Float) {
        for place in 0..<Self.capacity {
            said[place].near += difference
            said[place].far += difference
        }
    }
}
