/// Something that takes bytes from outside, as the fuzzer calls it.
///
/// A target traps where what comes out breaks its promise, not only where the code under test traps by itself.
protocol FuzzTarget: AnyObject {
    func take(_ input: UnsafeRawBufferPointer)
}
