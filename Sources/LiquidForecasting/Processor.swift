import Foundation

/// The instructions that the numeric code is compiled for.
package enum Processor {
    /// Whether this machine has them. Where it does not, the program would stop with an illegal instruction.
    package static var isSupported: Bool {
        #if arch(x86_64)
            guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
                let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
            else { return true }
            let flags = Set(line.split(separator: " "))
            return ["avx2", "fma", "f16c", "bmi2"].allSatisfy { flags.contains($0[...]) }
        #else
            return true
        #endif
    }
}
