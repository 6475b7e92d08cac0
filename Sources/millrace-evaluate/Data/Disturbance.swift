/// What is done to recorded rows to see how a forecaster bears it.
enum Disturbance: String, CaseIterable {
    /// 30 % of the rows are missing at random.
    case missing30
    /// Half of the rows are missing: 1…24 stay, then 1…24 are missing, and so on.
    case bursts50

    /// The indices of the rows that stay.
    func kept(of count: Int) -> [Int] {
        switch self {
        case .missing30:
            var chance = Chance(seed: 30)
            return (0..<count).filter { _ in chance.uniform() >= 0.3 }
        case .bursts50:
            var chance = Chance(seed: 50)
            var kept: [Int] = []
            var next = 0
            var isKept = true
            while next < count {
                let end = next + 1 + Int(24 * chance.uniform())
                if isKept { kept += next..<min(end, count) }
                next = end
                isKept.toggle()
            }
            return kept
        }
    }

    /// Spikes of 20 deviations, up or down, at 1 % of the rows.
    ///
    /// - Returns: how many deviations each row is moved by.
    static func spikes(_ count: Int) -> [Double] {
        var chance = Chance(seed: 1)
        return (0..<count).map { _ in
            guard chance.uniform() < 0.01 else { return 0 }
            return chance.uniform() < 0.5 ? 20 : -20
        }
    }
}
