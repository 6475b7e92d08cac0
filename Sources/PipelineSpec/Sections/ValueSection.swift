/// One entry of `values`, in full or as the field alone.
enum ValueSection {
    static let field = Key(
        "field", Kind<String>.text, "The field; one that starts with / is a JSON Pointer.", required: true)
    static let name = Key(
        "name", Kind<String>.name("a name for the metric"), "The metric's name.", default: "the field")
    static let optional = Key("optional", Kind<Bool>.boolean, "Whether a record may lack the field.", default: "false")
    static let keys: [any KeyDeclaration] = [field, name, optional]

    static var kind: Kind<ValueSpec> {
        let shape = Shape(
            schema: SchemaValue.type("string").or(.section(keys)), words: "a field, or a mapping with field and name")
        return Kind(shape: shape) { node, context in
            if node.scalar != nil {
                return Kind<String>.text.read(node, context).map { ValueSpec(field: $0, name: defaultName($0)) }
            }
            guard let section = Section(node, "a value", keys: keys, context), let field = section.value(field) else {
                return nil
            }
            let name = section.value(name) ?? defaultName(field)
            return ValueSpec(field: field, name: name, optional: section.value(optional) ?? false)
        }
    }

    /// A JSON Pointer's last part, or the field as it is.
    private static func defaultName(_ field: String) -> String {
        field.hasPrefix("/") ? field.split(separator: "/").last.map(String.init) ?? field : field
    }
}
