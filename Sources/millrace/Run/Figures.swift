/// Numbers for people.
enum Figures {
    /// With a thin separator between thousands: `1,234,567`.
    static func count(_ number: Int64) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    /// Bytes in the largest unit that leaves a number above one: `4.4 KiB`.
    static func bytes(_ count: Double) -> String {
        var (amount, unit) = (count, 0)
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        while amount >= 1_024, unit < units.count - 1 {
            amount /= 1_024
            unit += 1
        }
        return unit == 0 ? "\(Int(amount)) B" : "\((amount * 10).rounded() / 10) \(units[unit])"
    }

    /// About four significant digits.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        let size = abs(value)
        if size >= 1e9 || (size > 0 && size < 1e-3) { return shortScientific(value) }
        let decimals = size >= 1_000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3
        let unit = [1.0, 10, 100, 1_000][decimals]
        let rounded = (value * unit).rounded() / unit
        return decimals == 0 ? count(Int64(rounded)) : "\(rounded)"
    }

    /// The same with all its decimals, for columns: `2.080`, `13.10`, `5,013,415`.
    static func figure(_ value: Double) -> String {
        let size = abs(value)
        guard value.isFinite, size < 1e9, size >= 1e-3 || size == 0 else { return number(value) }
        return size >= 1_000 ? number(value) : fixed(value, decimals: size >= 100 ? 1 : size >= 10 ? 2 : 3)
    }

    /// A ratio with three decimals, `-` where there is none.
    static func ratio(_ value: Double?) -> String { value.map { fixed($0, decimals: 3) } ?? "-" }

    /// A share in percent with one decimal: `81.6 %`.
    static func percent(_ share: Double) -> String { fixed(share * 100, decimals: 1) + " %" }

    /// The same with its sign: `−3.1 %`, `+0.4 %`.
    static func signedPercent(_ share: Double) -> String {
        let rounded = (share * 1_000).rounded()
        return (rounded < 0 ? "−" : rounded > 0 ? "+" : "") + percent(abs(share))
    }

    /// So many decimals; scientific where that would say nothing.
    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return value.isFinite ? shortScientific(value) : "-" }
        var unit = 1.0
        for _ in 0..<decimals { unit *= 10 }
        let scaled = Int64((abs(value) * unit).rounded())
        let (whole, fraction) = scaled.quotientAndRemainder(dividingBy: Int64(unit))
        let digits = String(fraction)
        let tail = decimals == 0 ? "" : "." + String(repeating: "0", count: decimals - digits.count) + digits
        return (value < 0 && scaled > 0 ? "-" : "") + String(whole) + tail
    }

    private static let units: [(name: String, size: Int64)] = [
        ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000), ("us", 1),
    ]

    /// A duration as it was written, in the largest unit that divides it: `15m`, `36h`.
    static func duration(_ microseconds: Int64) -> String {
        let unit = units.first { microseconds % $0.size == 0 } ?? ("us", 1)
        return "\(microseconds / unit.size)\(unit.name)"
    }

    /// A duration that was measured, in at most three digits: `35.2s`, `1d`, where ``duration(_:)`` takes more.
    static func roundedDuration(_ microseconds: Int64) -> String {
        let exact = duration(microseconds)
        guard microseconds >= 1_000, exact.prefix(while: \.isNumber).count > 3, !exact.hasSuffix("d") else {
            return exact
        }
        for (name, size) in units {
            // What is 1 of a unit in three digits is told in that unit.
            let amount = Double(microseconds) / Double(size)
            guard amount >= 0.9995 else { continue }
            var text = fixed(amount, decimals: amount < 9.995 ? 2 : amount < 99.95 ? 1 : 0)
            while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") { text.removeLast() }
            return text + name
        }
        return exact
    }

    private static func shortScientific(_ value: Double) -> String {
        var (mantissa, exponent) = (value, 0)
        while abs(mantissa) >= 10 {
            mantissa /= 10
            exponent += 1
        }
        while abs(mantissa) < 1 {
            mantissa *= 10
            exponent -= 1
        }
        return "\((mantissa * 100).rounded() / 100)e\(exponent)"
    }
}
