/// How published tables divide a series: a part by whose mean and deviation values are scaled, and the observations that
/// are scored.
enum EvaluationProtocol: String {
    /// 20 % / 5 % / 75 %, of the ETT sets 2,880 / 3,600 / 14,400 hours as their authors cut them.
    case online
    /// 60 % / 10 % / 30 %.
    case sixty

    private static let hoursOfETT = 17_420
    private static let quarter: Int64 = 900_000_000

    /// - Returns: how many observations the scale is taken from, and which ones are scored.
    func cut(_ series: RecordedSeries) -> (scale: Int, scored: Range<Int>) {
        let count = series.values.count
        guard self == .online else { return (count * 6 / 10, count * 7 / 10..<count) }
        let unit = count > 60_000 && series.step == Self.quarter ? 4 : 1
        guard abs(count - Self.hoursOfETT * unit) <= 2 else { return (count / 5, count / 4..<count) }
        return (2_880 * unit, 3_600 * unit..<14_400 * unit)
    }
}
