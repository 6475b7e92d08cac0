import Foundation
import PipelineSpec

enum ConfigCommand {
    static let command = Command(
        "config show", "Print what a pipeline's files say together, with secrets covered", operands: "FILE…",
        count: 1...64,
        details: """
            Variables are replaced by what they hold, and keys that are left out stand as comments with their defaults. A \
            secret stands as ***, unless the file says only where it is.
            """
    ) { arguments in
        print(
            try PipelineFile.effective(
                paths: arguments.operands, environment: ProcessInfo.processInfo.environment))
        return .ok
    }
}
