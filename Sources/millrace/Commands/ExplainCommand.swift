import Foundation
import LiquidForecasting
import PipelineSpec

enum ExplainCommand {
    static let command = Command(
        "explain", "Say what a pipeline does and what it will cost", operands: "FILE…", count: 1...64,
        options: [
            Option("against", "running", "say what becomes of what runs when these files take its place")
        ],
        details: """
            Connects to nothing, but with --against running to the first sink of type postgres, where each run writes down
            with which models it runs. Several files make up one pipeline.
            """
    ) { arguments in
        let loaded = try PipelineFile.load(
            paths: arguments.operands, environment: ProcessInfo.processInfo.environment)
        for warning in loaded.warnings { Terminal.error(warning.rendered(colour: Terminal.mayColour)) }
        if try arguments.choice("against", ["running"]) != nil {
            print(try RunningComparison(loaded.spec).text)
        } else {
            print(Explanation(spec: loaded.spec).text)
        }
        return .ok
    }
}
