import NumericKernels

/// Twice eight numbers, to be looked at one by one.
struct Sixteen {
    private let numbers: (Eight, Eight)

    @inline(__always)
    init(_ first: Eight, _ second: Eight) { numbers = (first, second) }

    /// - Parameter index: 0…15; nothing is checked.
    @inline(__always)
    subscript(index: Int) -> Float {
        withUnsafePointer(to: numbers) { UnsafeRawPointer($0).assumingMemoryBound(to: Float.self)[index] }
    }
}
