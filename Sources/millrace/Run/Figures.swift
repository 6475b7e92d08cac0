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
