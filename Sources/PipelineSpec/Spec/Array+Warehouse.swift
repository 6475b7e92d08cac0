extension [SinkSpec] {
    /// The first of type `postgres`: where people say what they think of anomalies, which alerts are delivered from, and whose
    /// database stands for the pipeline's where only one can.
    package var warehouse: (name: String, spec: PostgresSinkSpec)? {
        for sink in self { if case .postgres(let postgres) = sink.kind { return (sink.name, postgres) } }
        return nil
    }
}
