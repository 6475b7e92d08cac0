/// A whole pipeline file, checked: names resolve, values are in range, defaults are filled in.
package struct PipelineSpec: Sendable {
    /// The pipeline's name: its rows in every sink carry it.
    package var name: String
    package var sources: [SourceSpec]
    package var models: [ModelSpec]
    package var sinks: [SinkSpec]
    package var alerts: [AlertSpec] = []
    package var deadLetter: DeadLetterSpec
    package var state: StateSpec
    package var runtime: RuntimeSpec

    package init(
        name: String, sources: [SourceSpec], models: [ModelSpec], sinks: [SinkSpec], deadLetter: DeadLetterSpec,
        state: StateSpec, runtime: RuntimeSpec
    ) {
        self.name = name
        self.sources = sources
        self.models = models
        self.sinks = sinks
        self.deadLetter = deadLetter
        self.state = state
        self.runtime = runtime
    }

    /// Sinks that are told of alerts.
    package var receivers: [SinkSpec] { sinks.filter { $0.isReceiver && !deadLetter.sinks.contains($0.name) } }

    /// Sinks that every epoch is written to: those that keep results, and topics that keep dead letters.
    package var keepers: [SinkSpec] { sinks.filter { !$0.isReceiver || deadLetter.sinks.contains($0.name) } }

    /// The sink that keeps what receivers are to be told: the warehouse; nil where no receiver is told anything.
    package var outbox: String? {
        guard alerts.contains(where: { !$0.receivers.isEmpty }) else { return nil }
        return sinks.warehouse?.name
    }
}
