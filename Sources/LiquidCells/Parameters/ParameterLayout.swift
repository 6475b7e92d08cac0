/// The tensors of a cell, one behind the other in one run of numbers: what is imported finds its place by name, and what
/// learns or is stored sees one vector.
package struct ParameterLayout: Sendable, Equatable {
    package private(set) var tensors: [ParameterTensor] = []
    /// Numbers in all.
    package private(set) var count = 0

    package subscript(name: String) -> ParameterTensor? { tensors.first { $0.name == name } }

    /// - Returns: where the tensor begins.
    mutating func add(_ name: String, _ shape: [Int], _ start: ParameterStart, isNonNegative: Bool = false) -> Int {
        let tensor = ParameterTensor(
            name: name, shape: shape, offset: count, start: start, isNonNegative: isNonNegative)
        tensors.append(tensor)
        count += tensor.count
        return tensor.offset
    }

    /// The tensors of a part, named with the part's name and a point before their own.
    ///
    /// - Returns: where the part's parameters begin.
    mutating func add(_ part: ParameterLayout, named name: String) -> Int {
        let offset = count
        for tensor in part.tensors {
            _ = add("\(name).\(tensor.name)", tensor.shape, tensor.start, isNonNegative: tensor.isNonNegative)
        }
        return offset
    }
}
