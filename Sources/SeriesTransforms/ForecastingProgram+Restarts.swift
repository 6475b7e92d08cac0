import Alerting
import AnomalyScoring
import RecordDecoding
import StreamRuntime

/// Going on with a state that other settings of the models have made.
extension ForecastingProgram {
    var pendingInputs: [SideInput] { restarts.compactMap(\.self).map { SideInput(.restart($0)) } }

    /// What the state was made with, as it is to be written down.
    var outline: StateOutline {
        var outline = StateOutline(source)
        for (lane, restart) in restarts.enumerated() { outline.lanes[lane].restarts = restart }
        return outline
    }

    /// Lets the series of a value start anew under a model, as if the model were new here. Of their incidents before they know
    /// nothing, not even the names: what a replay knows of them depends on the settings that it goes by.
    func follow(_ restart: ModelRestart, recording: Bool, into epoch: inout Epoch) {
        for (index, lane) in source.lanes.enumerated() {
            guard lane.model.map({ source.models[$0].name }) == restart.model,
                source.schema.values[lane.value].name == restart.metric
            else { continue }
            restarts[index] = nil
            if !restart.isDetectorAlone { table.priors.clear(index) }
            for (number, entry) in table.entries.enumerated() where entry.lane == Int32(index) {
                let series = SeriesNumber(Int32(number))
                if restart.isDetectorAlone {
                    restartDetector(of: series, recording: recording, into: &epoch)
                } else {
                    self.restart(series, keepsNames: false, recording: recording, into: &epoch)
                }
            }
        }
    }

    private func restartDetector(of series: SeriesNumber, recording: Bool, into epoch: inout Epoch) {
        let entry = table.entryToChange(series)
        let model = model(of: entry)
        endAnomalies(of: series, entry, model, epoch.range.upperBound, recording, into: &epoch)
        model.detector?.prepare(entry.block + model.layout.detector)
        for policy in model.policies.indices {
            model.layout.incident(policy, entry.block).pointee.state = IncidentState()
        }
    }
}
