import Foundation

/// Means over series and sets; what is no number is left out, and a mean of nothing is NaN.
enum Means {
    static func geometric(_ numbers: [Double]) -> Double {
        exp(arithmetic(numbers.map { $0.isNaN ? .nan : log($0) }))
    }

    static func arithmetic(_ numbers: [Double]) -> Double {
        let known = numbers.filter { !$0.isNaN }
        return known.reduce(0, +) / Double(known.count)
    }
}
