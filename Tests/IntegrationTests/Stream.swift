import Foundation

/// A stream of records as cells of a network might send them, the same for every test.
enum Stream {
    /// `key<TAB>record`, ordered by time; every now and then one that cannot be used.
    static func lines(keys: Int, minutes: Int) -> [String] {
        var lines: [String] = []
        for minute in 0..<minutes {
            for key in 0..<keys {
                let time = 1_700_000_000_000 + Int64(minute) * 60_000 + Int64(key)
                let phase = Double(minute) / 60 * 2 * .pi
                let noise = Double((minute * 7_919 + key * 104_729) % 1_000) / 1_000
                let load = 50 + 20 * sin(phase + Double(key)) + 5 * noise
                let name = "cell-\(key)"
                switch (minute * keys + key) % 397 {
                case 100: lines.append("\(name)\t{\"cell\":\"\(name)\",\"ts\":\(time),\"load\":")
                case 200: lines.append("\(name)\t{\"cell\":\"\(name)\",\"ts\":\(time - 300_000),\"load\":\(load)}")
                case 300: lines.append("\(name)\t{\"cell\":\"\(name)\",\"ts\":\(time),\"load\":\"high\"}")
                default:
                    let extra = key == 0 ? ",\"extra\":\(minute)" : ""
                    lines.append("\(name)\t{\"cell\":\"\(name)\",\"ts\":\(time),\"load\":\(load)\(extra)}")
                }
            }
        }
        return lines
    }
}
