import LiquidForecasting
import RecordDecoding
import StreamRuntime
import TimeSeries

/// Reading a log again for the sake of one series.
extension ForecastingProgram {
    /// Whether what comes at an event time is passed over: the moment has come. Takes down the series when it does.
    ///
    /// - Parameter time: nil where what comes has none.
    func isPastFocus(_ time: Timestamp?, in epoch: Epoch) -> Bool {
        guard let focus = source.focus, !isFocusPassed else { return isFocusPassed }
        guard let time, time > focus.until else { return false }
        isFocusPassed = true
        let order = SeriesOrder(
            name: "", action: .export, model: focus.model, key: focus.key, metric: focus.metric)
        focus.note(series(of: order).map { file(of: $0, in: epoch) })
        return true
    }

    /// Whether the record that was just decoded is of no concern to the series: of another key, where series that are new do
    /// not start from what others know.
    var isOutOfFocus: Bool {
        guard let focus = source.focus, !decoder.keyBytes.elementsEqual(focus.key.utf8) else { return false }
        return source.models.allSatisfy { $0.forecaster.priorByteCount == 0 }
    }
}
