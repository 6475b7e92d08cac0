import Foundation
import Testing

/// Cells that send a value a minute, each with a burst of impossible ones every so often: by itself an incident each, that
/// fires with its first and is over 10 minutes after its last. A pipeline over their topic tells receivers of them.
struct CellBursts {
    var cells = 6
    /// Between the beginnings of two bursts of a cell.
    var every = 60
    /// Of a burst, in minutes.
    var length = 5
    /// Entries of `alerts`, in YAML.
    var policy = "noc: {models: [load], for: 1, resolve_after: 10m, to: [good]}"

    /// `key<TAB>record`, ordered by time. No burst in the first hour.
    func lines(_ minutes: Range<Int>) -> [String] {
        minutes.flatMap { minute in
            (0..<cells).map { cell in
                let isBurst = minute >= 60 && (minute + 7 * cell) % every < length
                let load = isBurst ? 400 + minute % 5 : 50 + (minute * 7 + cell) % 11
                let time = 1_700_000_000 + minute * 60
                return "cell-\(cell)\t{\"cell\":\"cell-\(cell)\",\"ts\":\(time),\"load\":\(load)}"
            }
        }
    }

    /// Writes the pipeline's file.
    ///
    /// - Parameter sinks: YAML below `sinks:`, indented by two.
    func pipeline(_ sandbox: Sandbox, sinks: String) throws -> String {
        let text = """
            apiVersion: millrace/v1
            pipeline: under-test
            sources:
              \(sandbox.cells(unit: "s"))
            models:
              load:
                inputs: [all]
                forecaster: {type: liquid, step: 1m, horizon: 3}
                detect: {range: [0, 100], return_period: 3650d}
            alerts:
              \(policy)
            sinks:
              pg: {type: postgres}
            \(sinks)
            state: {path: \(sandbox.folder.path)/state, every: 100ms}
            runtime: {workers: 2, epoch_rows: 50, epoch_every: 20ms, drain: 5s}
            """
        return try sandbox.folder.write(text, to: "pipeline.yaml")
    }
}
