/// `decode`.
enum DecodeSection {
    static let format = Key(
        "format", Kind<DecodeSpec.Format>.choice, "How records are written.",
        default: "json; csv for a file named .csv or .csv.gz")
    static let delimiter = Key(
        "delimiter", Kind<String>.anything.map("one character") { $0.utf8.count == 1 ? $0.utf8.first : nil },
        "CSV: the character between fields.", default: "\",\"")
    static let columns = Key(
        "columns", Kind<String>.text.list(atLeast: 1), "CSV: the names of the columns.",
        default: "the file's first line")
    static let keys: [any KeyDeclaration] = [format, delimiter, columns]

    static let kind = Kind<DecodeSpec>(shape: Shape(schema: .section(keys), words: "a mapping")) { node, context in
        guard let section = Section(node, "decode", keys: keys, unsupported: ["schema_registry"], context) else {
            return nil
        }
        if let text = section.formatText, ["avro", "protobuf", "influx"].contains(text) {
            context.note("the format \(text) is not supported by this version of Millrace", at: section.mark(format))
            return nil
        }
        var spec = DecodeSpec(format: section.value(format) ?? .json)
        spec.delimiter = section.value(delimiter) ?? spec.delimiter
        spec.columns = section.value(columns)
        if spec.format == .json, section.has(delimiter) || section.has(columns) {
            context.note("`delimiter` and `columns` are for csv, but the format is json", at: node.mark)
        }
        if let columns = spec.columns, Set(columns).count < columns.count {
            context.note("a column is named twice", at: section.mark(DecodeSection.columns))
        }
        return spec
    }
}

extension Section {
    /// The format as it was written, also one that is not known.
    fileprivate var formatText: String? {
        guard case .mapping(let pairs) = node.content else { return nil }
        return pairs.first { $0.key.scalar == "format" }?.value.scalar
    }
}
