import Foundation
import LiquidForecasting
import PipelineSpec

enum ExplainCommand {
    static let command = Command(
        "explain", "Say what a pipeline does and what it will cost", operands: "FILE…", count: 1...64,
        details: "Connects to nothing. Several files make up one pipeline."
    ) { arguments in
        let loaded = try PipelineFile.load(
            paths: arguments.operands, environment: ProcessInfo.processInfo.environment)
        for warning in loaded.warnings { Terminal.error(warning.rendered(colour: Terminal.mayColour)) }
        print(Explanation(spec: loaded.spec).text)
        return .ok
    }
}
