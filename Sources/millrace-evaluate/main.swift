import Foundation
import LiquidForecasting

// Runs the forecaster over recorded data and prints how good it was. Everything that is printed follows from the data and
// the code alone; progress goes to the standard error.

/// Ends the program with a message.
func fail(_ message: String, _ code: Int32) -> Never {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    exit(code)
}

do throws(EvaluationProblem) {
    let options = try Options(Array(CommandLine.arguments.dropFirst()))
    guard !options.wantsHelp else {
        print(Options.help, terminator: "")
        exit(0)
    }
    guard Processor.isSupported else {
        fail("this processor lacks AVX2, FMA or F16C, which Millrace is built for", 69)
    }
    let folder = try options.folder(ProcessInfo.processInfo.environment)
    let reference = ReferenceFigures(options.referenceText("reference.csv"))
    let anomalies = AnomalyReference(options.referenceText("anomaly_reference.csv"))
    var evaluation = Evaluation(reference, anomalies)
    for path in try DataFolder(folder).paths {
        FileHandle.standardError.write(Data("\(path)\n".utf8))
        let set = try SeriesSet(path: path, in: folder, keys: options.keys)
        if options.part != .anomalies { evaluation.take(set) }
        if options.part != .forecasts, let labels = try Labels(of: set, in: folder) { evaluation.take(set, labels) }
    }
    let tables =
        (options.part == .anomalies ? [] : evaluation.forecasts)
        + (options.part == .forecasts ? [] : evaluation.anomalies(keys: options.keys))
    switch options.format {
    case .text: print(tables.map(\.text).joined(separator: "\n"), terminator: "")
    case .json: print("{\n  \"tables\": [\n\(tables.map(\.json).joined(separator: ",\n"))\n  ]\n}")
    }
} catch {
    fail("\(error)", error.exitCode)
}
