import AnomalyScoring
import LiquidForecasting
import RecordDecoding
import StreamRuntime
import TimeSeries

/// Decodes the records of one partition, finds the series of each value, learns from it and issues its next forecast.
final class ForecastingProgram: PartitionProgram {
    let source: ForecastedSource
    let decoder: RecordDecoder
    var table: SeriesTable
    /// The newest event time, of records or of ticks, in microseconds since 1970; least before the first.
    var watermark = Int64.min
    /// What happens when time passes.
    var deadlines: DeadlineQueue
    /// For each lane, what has to start anew before the next record that is new to sinks; nil for nothing.
    var restarts: [ModelRestart?]
    var isReshaped = false
    /// Whether the moment of ``ForecastedSource/focus`` has come.
    var isFocusPassed = false
    /// One issued forecast with the bounds of its observation, until they are copied to the epoch, and room to work.
    let forecast: UnsafeMutableBufferPointer<Double>
    /// The covariates of one value.
    private let covariates: UnsafeMutableBufferPointer<Double>
    /// A block whose changes do not count; made when one is needed.
    private lazy var rehearsal = UnsafeMutableRawPointer.allocate(
        byteCount: source.models.map(\.forecaster.blockByteCount).max() ?? 0, alignment: 64)
    private var hasRehearsed = false

    /// - Parameter budget: what the models of all programs may take together.
    init(_ source: ForecastedSource, within budget: MemoryBudget = .process) {
        self.source = source
        decoder = RecordDecoder(source.schema)
        restarts = Array(repeating: nil, count: source.lanes.count)
        table = SeriesTable(source, within: budget)
        deadlines = DeadlineQueue(kinds: 1 + (source.models.map(\.policies.count).max() ?? 0))
        forecast = .allocate(capacity: source.models.map(\.forecaster.bufferCount).max() ?? 0)
        forecast.initialize(repeating: 0)
        covariates = .allocate(capacity: ForecasterSettings.covariateLimit)
        covariates.initialize(repeating: .nan)
    }

    deinit {
        forecast.deallocate()
        covariates.deallocate()
        if hasRehearsed { rehearsal.deallocate() }
    }

    var identities: [SeriesIdentity] { table.identities }
    var seriesCount: Int { table.entries.count }

    func advance(
        through entries: Range<Int>, of batch: RecordBatch, recording: Bool, into epoch: inout Epoch
    ) throws(ConnectorError) {
        try batch.bytes.withUnsafeBufferPointer { buffer throws(ConnectorError) in
            let bytes = UnsafeRawBufferPointer(buffer)
            for entry in batch.entries[entries] {
                let record = Record(entry, bytes: bytes)
                let refusal = decoder.decode(key: record.key, value: record.value, timestamp: entry.timestamp)
                if source.focus != nil, isPastFocus(refusal == nil ? decoder.time : nil, in: epoch) { continue }
                if let refusal {
                    if recording { refuse(record, refusal, into: &epoch) }
                    pass(decoder.newestTime, offset: entry.offset, recording: recording, into: &epoch)
                } else {
                    pass(decoder.time, offset: entry.offset, recording: recording, into: &epoch)
                    if source.focus == nil || !isOutOfFocus { try advance(record, recording, into: &epoch) }
                }
            }
        }
    }

    /// A whole record that cannot be used: each of its lanes is accounted for, the record is kept once.
    private func refuse(_ record: Record, _ refusal: Refusal, into epoch: inout Epoch) {
        epoch.tally.received += Int64(source.lanes.count)
        for _ in source.lanes { note(.deadLettered, record, series: nil, time: nil, into: &epoch) }
        record.keep(metric: nil, refusal.code.rawValue, refusal.detail, in: &epoch.deadLetters)
    }

    private func advance(_ record: Record, _ recording: Bool, into epoch: inout Epoch) throws(ConnectorError) {
        let time = decoder.time
        var key = table.keys.number(of: decoder.keyBytes)
        if recording { epoch.tally.received += Int64(source.lanes.count) }
        for (index, lane) in source.lanes.enumerated() {
            let known = key.flatMap { table.number(ofKey: $0, lane: index) }
            guard let modelIndex = lane.model else {
                if recording { note(.filtered, record, series: nil, time: time, into: &epoch) }
                continue
            }
            switch decoder.value(lane.value) {
            case .absent:
                if recording { note(.filtered, record, series: known, time: time, into: &epoch) }
            case .refused(let refusal):
                if recording { refuse(record, lane, refusal, series: known, time: time, into: &epoch) }
            case .number(let value):
                if known == nil, table.isFull {
                    if recording {
                        refuse(record, lane, .tooManySeries(source.maxSeries), series: nil, time: time, into: &epoch)
                    }
                    continue
                }
                let series: SeriesNumber
                if let known {
                    series = known
                } else {
                    let keyNumber = key ?? table.addKey(decoder.keyBytes, labels: decoder.labels())
                    key = keyNumber
                    series = try table.addSeries(
                        key: keyNumber, lane: index, of: source.models[modelIndex], in: modelIndex)
                }
                learn(value, of: series, lane, modelIndex, at: time, record, recording, into: &epoch)
            }
        }
    }

    /// One value of a record that cannot be used.
    private func refuse(
        _ record: Record, _ lane: Lane, _ refusal: Refusal, series: SeriesNumber?, time: Timestamp,
        into epoch: inout Epoch
    ) {
        note(.deadLettered, record, series: series, time: time, into: &epoch)
        let metric = source.schema.values[lane.value].name
        record.keep(metric: metric, refusal.code.rawValue, refusal.detail, in: &epoch.deadLetters)
    }

    private func note(
        _ disposition: Disposition, _ record: Record, series: SeriesNumber?, time: Timestamp?, into epoch: inout Epoch
    ) {
        epoch.tally[disposition] += 1
        epoch.observations.append(
            ObservationRow(
                offset: record.offset, series: series, time: time, value: .nan, disposition: disposition))
    }

    private func learn(
        _ value: Double, of series: SeriesNumber, _ lane: Lane, _ model: Int, at time: Timestamp, _ record: Record,
        _ recording: Bool, into epoch: inout Epoch
    ) {
        guard let start = forecast.baseAddress else { return }
        let model = source.models[model]
        let entry = table.entryToChange(series)
        let isShielded = isShielded(entry, model, at: time)
        let advance = advance(entry, model, to: value, at: time, lane, isShielded, start)
        let disposition: Disposition =
            switch advance.outcome {
            case .learned: isShielded ? .filtered : advance.isWarming ? .warming : .forecast
            case .late: .late
            case .duplicate: .duplicate
            }
        var detection: Detection?
        if advance.outcome == .learned {
            detection = look(
                at: value, of: series, model, at: time, advance,
                forecast: disposition == .forecast ? UnsafePointer(start) : nil, offset: record.offset,
                recording: recording, into: &epoch)
        }
        guard recording else { return }
        var row = ObservationRow(
            offset: record.offset, series: series, time: time, value: value, disposition: disposition)
        if let detection { (row.score, row.evidence) = (detection.score, detection.evidence) }
        emit(&row, of: series, at: time, advance, model, lane, record, start, into: &epoch)
    }

    /// Scores the value against what was forecast, learns from it and forecasts; of a shielded value all of that comes to
    /// nothing but what had been expected of it.
    private func advance(
        _ entry: SeriesTable.Entry, _ model: ForecastModel, to value: Double, at time: Timestamp, _ lane: Lane,
        _ isShielded: Bool, _ start: UnsafeMutablePointer<Double>
    ) -> Advance {
        for (index, covariate) in lane.covariates.enumerated() {
            covariates[index] = .nan
            if let covariate, case .number(let number) = decoder.value(covariate) { covariates[index] = number }
        }
        var block = entry.block
        if isShielded {
            hasRehearsed = true
            block = rehearsal
            block.copyMemory(from: entry.block, byteCount: model.forecaster.blockByteCount)
        }
        return model.forecaster.advance(
            block, to: value, atMicroseconds: time.microseconds,
            covariates: lane.covariates.isEmpty ? nil : UnsafePointer(covariates.baseAddress),
            prior: isShielded ? nil : table.priors[Int(entry.lane)], forecast: start)
    }

    /// Appends what became of a value, and the forecast where one was issued.
    private func emit(
        _ row: inout ObservationRow, of series: SeriesNumber, at time: Timestamp, _ advance: Advance,
        _ model: ForecastModel, _ lane: Lane, _ record: Record, _ start: UnsafeMutablePointer<Double>,
        into epoch: inout Epoch
    ) {
        let forecaster = model.forecaster
        if row.disposition == .forecast || row.disposition == .warming { row.number = advance.observations }
        row.expected = advance.expected
        if advance.outcome == .learned, !advance.expected.isNaN {
            row.boundsStart = epoch.expectedBounds.count
            epoch.expectedBounds.append(
                contentsOf: UnsafeBufferPointer(
                    start: start + forecaster.expectationOffset, count: forecaster.expectationCount))
        }
        epoch.observations.append(row)
        epoch.tally[row.disposition] += 1
        switch row.disposition {
        case .forecast:
            epoch.forecasts.append(
                ForecastRow(
                    offset: record.offset, series: series, origin: time,
                    value: row.value, stepMicroseconds: advance.stepMicroseconds, observations: advance.observations,
                    horizon: forecaster.settings.horizon, valuesStart: epoch.forecastValues.count))
            epoch.forecastValues.append(
                contentsOf: UnsafeBufferPointer(start: start, count: forecaster.forecastCount))
        case .late, .duplicate:
            let metric = source.schema.values[lane.value].name
            let detail =
                row.disposition == .late
                ? "the series has a newer observation already; it was not learned from"
                : "the series has an observation at this very time already; it was not learned from"
            record.keep(metric: metric, row.disposition.name, detail, in: &epoch.deadLetters)
        case .warming, .filtered, .deadLettered: break
        }
    }
}
