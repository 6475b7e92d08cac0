import PostgresConnector

/// The reader of side inputs, which stand in a table as JSON.
final class SideInputTarget: FuzzTarget {
    func take(_ input: UnsafeRawBufferPointer) {
        let text = String(decoding: input, as: UTF8.self)
        guard let read = StoredInput.read(text) else { return }
        guard let again = StoredInput.read(StoredInput(read).json) else {
            fatalError("a side input that was written cannot be read")
        }
        precondition(StoredInput(again).json == StoredInput(read).json, "a side input is not what it was read from")
    }
}
