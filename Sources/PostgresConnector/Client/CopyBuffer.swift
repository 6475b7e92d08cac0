import Glibc
import TimeSeries

/// Rows in PostgreSQL's binary COPY format.
///
/// All numbers are big-endian; every value follows its length in bytes, and a length of −1 is null. Source: PostgreSQL's
/// documentation of COPY, "Binary Format".
final class CopyBuffer {
    private static let signature: [UInt8] = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00]
    private static let doubleType: Int32 = 701
    private static let textType: Int32 = 25
    private static let shortType: Int32 = 21
    /// 2000-01-01T00:00:00Z, where PostgreSQL's times begin.
    private static let epoch: Int64 = 946_684_800_000_000

    private var storage = UnsafeMutableRawPointer.allocate(byteCount: 1 << 16, alignment: 16)
    private var capacity = 1 << 16
    private var count = 0
    private(set) var rowCount = 0
    private var isFinished = false

    init() {
        append(Self.signature)
        put(Int32(0))
        put(Int32(0))
    }

    deinit { storage.deallocate() }

    /// Begins a row of so many columns.
    func row(_ columns: Int) {
        rowCount += 1
        put(Int16(columns))
    }

    func null() { put(Int32(-1)) }

    func int8(_ value: Int64) {
        put(Int32(8))
        put(value)
    }

    func int4(_ value: Int32) {
        put(Int32(4))
        put(value)
    }

    func number(_ value: Double) {
        put(Int32(8))
        put(value.bitPattern)
    }

    /// A number; null for NaN.
    func known(_ value: Double) { value.isNaN ? null() : number(value) }

    /// A number of four bytes; null for NaN.
    func knownReal(_ value: Double) {
        guard !value.isNaN else { return null() }
        put(Int32(4))
        put(Float(value).bitPattern)
    }

    /// A time; minus infinity for one that no `timestamptz` can hold.
    func time(_ value: Timestamp) {
        int8(Timestamp.storable.contains(value) ? value.microseconds - Self.epoch : .min)
    }

    func interval(microseconds: Int64) {
        put(Int32(16))
        put(microseconds)
        put(Int32(0))
        put(Int32(0))
    }

    /// An interval in days and less, of at most ``TimeSeries/ReturnPeriod/longest``; less than nothing is nothing. Ten days and more are whole days.
    func period(microseconds: Double) {
        let most = ReturnPeriod.longest.microseconds
        let whole = Int64(microseconds.isNaN ? most : min(max(microseconds, 0), most))
        let days = whole / 86_400_000_000
        put(Int32(16))
        put(days < 10 ? whole % 86_400_000_000 : 0)
        put(Int32(days))
        put(Int32(0))
    }

    /// A value of the type `jsonb`, of which a byte tells the version of its form.
    func json(_ value: String) {
        put(Int32(value.utf8.count + 1))
        put(UInt8(1))
        append(Array(value.utf8))
    }

    func text(_ value: String) { bytes(Array(value.utf8)) }

    func text(_ value: String?) { value.map { text($0) } ?? null() }

    func bytes(_ value: [UInt8]) {
        put(Int32(value.count))
        append(value)
    }

    func bytes(_ value: [UInt8]?) { value.map { bytes($0) } ?? null() }

    /// An array of numbers, indexed from 1.
    func numbers(_ values: ArraySlice<Double>) {
        numbers(count: values.count)
        for value in values { number(value) }
    }

    /// The same of so many numbers, which have to follow.
    func numbers(count: Int) {
        put(Int32(20 + 12 * count))
        beginArray(of: Self.doubleType, counts: count)
    }

    /// An array of two dimensions, indexed from 1; its numbers have to follow, row after row.
    func matrix(rows: Int, columns: Int) {
        put(Int32(28 + 12 * rows * columns))
        beginArray(of: Self.doubleType, counts: rows, columns)
    }

    /// An array of two-byte integers, likewise indexed from 1.
    func shortIntegers(_ values: [Int]) {
        put(Int32(20 + 6 * values.count))
        beginArray(of: Self.shortType, counts: values.count)
        for value in values {
            put(Int32(2))
            put(Int16(value))
        }
    }

    /// An array of texts, likewise.
    ///
    /// - Precondition: there is at least one.
    func texts(_ values: [String]) {
        put(Int32(values.reduce(20) { $0 + 4 + $1.utf8.count }))
        beginArray(of: Self.textType, counts: values.count)
        for value in values { text(value) }
    }

    /// One dimension or two, without nulls.
    private func beginArray(of type: Int32, counts first: Int, _ second: Int? = nil) {
        put(Int32(second == nil ? 1 : 2))
        put(Int32(0))
        put(type)
        put(Int32(first))
        put(Int32(1))
        guard let second else { return }
        put(Int32(second))
        put(Int32(1))
    }

    /// All rows and the end mark. No row can be added after.
    func finished() -> UnsafeRawBufferPointer {
        if !isFinished { put(Int16(-1)) }
        isFinished = true
        return UnsafeRawBufferPointer(start: storage, count: count)
    }

    private func put<Number: FixedWidthInteger>(_ number: Number) {
        reserve(MemoryLayout<Number>.size)
        storage.storeBytes(of: number.bigEndian, toByteOffset: count, as: Number.self)
        count += MemoryLayout<Number>.size
    }

    private func append(_ part: [UInt8]) {
        reserve(part.count)
        part.withUnsafeBytes { if let base = $0.baseAddress { memcpy(storage + count, base, part.count) } }
        count += part.count
    }

    private func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        capacity = max(2 * capacity, count + more)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        larger.copyMemory(from: storage, byteCount: count)
        storage.deallocate()
        storage = larger
    }
}
