/// Numbers in one run of memory, aligned to 64 bytes, zero at first.
package final class ScalarBuffer<Scalar: CellScalar> {
    package let start: UnsafeMutablePointer<Scalar>
    package let count: Int

    package init(_ count: Int) {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, count) * MemoryLayout<Scalar>.stride, alignment: 64)
        start = memory.bindMemory(to: Scalar.self, capacity: count)
        start.initialize(repeating: 0, count: count)
        self.count = count
    }

    deinit { UnsafeMutableRawPointer(start).deallocate() }

    package func clear() { start.update(repeating: 0, count: count) }

    package var values: UnsafeMutableBufferPointer<Scalar> { UnsafeMutableBufferPointer(start: start, count: count) }
}
