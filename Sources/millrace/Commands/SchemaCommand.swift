import PipelineSpec

enum SchemaCommand {
    static let command = Command("schema", "Print the JSON Schema of pipeline files, for editors") { _ in
        print(PipelineFile.jsonSchema(), terminator: "")
        return .ok
    }
}
