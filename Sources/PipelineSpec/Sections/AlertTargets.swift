/// What entries of `alerts` may name.
struct AlertTargets {
    /// Of every entry of `models`, also of those that could not be read.
    let modelNames: [String]
    /// Those that could be read.
    let models: [ModelSpec]
    /// Whether nothing is wrong with any model: what one lacks is not the consequence of another mistake then.
    let modelsAreSound: Bool
    /// Of every entry of `sinks`, also of those that could not be read.
    let sinkNames: [String]
    /// By name, of the sinks whose type could be read, whatever else is wrong with them.
    let sinkTypes: [String: SinkSection.SinkType]

    /// Whether a sink of this name is told of alerts.
    func isReceiver(_ name: String) -> Bool { sinkTypes[name].map(SinkSection.isReceiver) ?? false }

    /// Whether results are kept, but in no PostgreSQL, from which alone alerts are delivered.
    var lacksOutbox: Bool {
        sinkTypes.count == sinkNames.count && !sinkTypes.values.contains(.postgres)
            && !sinkTypes.values.allSatisfy(SinkSection.isReceiver)
    }
}
