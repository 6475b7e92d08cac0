/// Finds the fields of a record in its bytes.
protocol FieldReader: AnyObject {
    /// Reads one record. What ``field(_:)`` returned before is not valid any more.
    func read(_ record: UnsafeRawBufferPointer) -> Refusal?

    /// The field with this index in the list that the reader was made for.
    func field(_ index: Int) -> Field
}
