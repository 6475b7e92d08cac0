/// The sections of a pipeline file.
enum PipelineSections {
    static let apiVersion = "millrace/v1"
    static let names = [
        "apiVersion", "pipeline", "sources", "models", "alerts", "sinks", "dead_letter", "state", "runtime", "server",
    ]
    /// Sections that other versions have.
    static let unsupported: Set<String> = ["transforms"]

    /// The keys of those that are as their defaults say where they are not written.
    static let mayBeLeftOut: [String: [any KeyDeclaration]] = [
        "dead_letter": RunSections.deadLetterKeys, "state": StateSection.keys, "runtime": RunSections.runtimeKeys,
    ]

    static var schema: SchemaValue {
        .object([
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("Millrace pipeline")),
            ("type", .text("object")),
            (
                "properties",
                .object([
                    ("apiVersion", .object([("const", .text(apiVersion))])),
                    ("pipeline", Kind<String>.name("a name").shape.schema),
                    ("sources", .named(typed(SourceSection.SourceType.self, SourceSection.keys))),
                    ("models", .named(.section(ModelSection.keys))),
                    ("alerts", .named(AlertSection.schema)),
                    ("sinks", .named(typed(SinkSection.SinkType.self, SinkSection.keys))),
                    ("dead_letter", .section(RunSections.deadLetterKeys)),
                    ("state", .section(StateSection.keys)),
                    ("runtime", .section(RunSections.runtimeKeys)),
                    ("server", .object([("description", .text("Reserved; ignored by this version."))])),
                ])
            ),
            ("required", .array(["apiVersion", "pipeline", "sources", "models", "sinks"].map { .text($0) })),
            ("additionalProperties", .boolean(false)),
        ])
    }

    /// An entry whose keys depend on its type.
    private static func typed<Type: RawRepresentable & CaseIterable & Sendable>(
        _ type: Type.Type, _ keys: (Type) -> [any KeyDeclaration]
    ) -> SchemaValue where Type.RawValue == String {
        let variants = Type.allCases.map { variant in
            SchemaValue.section(
                keys(variant).filter { $0.name != "type" },
                also: [("type", .object([("const", .text(variant.rawValue))]))])
        }
        return .object([("oneOf", .array(variants))])
    }
}
