import Foundation
import RecordDecoding

/// The target that MILLRACE_FUZZ_TARGET names. libFuzzer calls from one thread.
nonisolated(unsafe) private let target: any FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["MILLRACE_FUZZ_TARGET"] ?? ""
    switch name {
    case "json": return RecordTarget(.json)
    case "csv": return RecordTarget(.csv)
    case "lines": return LinesTarget()
    case "spec": return SpecTarget()
    case "snapshot": return SnapshotTarget()
    case "state": return StateTarget()
    case "input": return SideInputTarget()
    default: fatalError("MILLRACE_FUZZ_TARGET is `\(name)`; ops/fuzz knows the names")
    }
}()

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.take(UnsafeRawBufferPointer(start: start, count: count))
    return 0
}
