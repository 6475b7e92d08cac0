import Glibc
import NumericKernels

/// In which order series have their next events. None that caches or prefetchers like, but for the first.
enum VisitOrder {
    /// The same few series, which stay in the cache.
    case hot
    /// Each as likely as the others.
    case uniform
    /// The k-th most frequent about as often as 1/k, as keys of most topics are.
    case zipf

    /// So many numbers of series, always the same ones.
    func series(of count: Int, events: Int) -> [Int32] {
        var random = SplitMix64(seed: 1)
        return (0..<events).map { event in
            let uniform = random.nextUnit()
            switch self {
            case .hot: return Int32(event % min(count, 4))
            case .uniform: return Int32(uniform * Double(count))
            case .zipf:
                let rank = Int(exp2(uniform * log2(Double(count) + 1))) - 1
                // Neighbours in frequency are no neighbours in memory.
                return Int32(min(rank, count - 1) &* 7_919 % count)
            }
        }
    }
}
