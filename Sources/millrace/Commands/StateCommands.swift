import Foundation
import PipelineSpec
import Snapshots
import StreamRuntime
import Telemetry

/// `millrace state …`
enum StateCommands {
    static let all = [verify, compact]

    private static let verify = Command(
        "state verify", "Check the snapshots of a pipeline", operands: "FILE…", count: 1...64,
        details: """
            Reads every snapshot and compares it with its check values, with the settings of the file, and with how far the
            sinks are. May be run while the pipeline runs. Ends with 0 when a restart would go on from the newest snapshot of
            each partition, and with 65 when one is damaged, missing, or would not be used.
            """
    ) { arguments in
        let assembly = try assembly(arguments)
        guard let store = try assembly.snapshotStore() else { return nowhere() }
        return try attempt {
            try StateVerification(assembly: assembly, store: store).run(try store.names(of: assembly.spec.name))
        }
    }

    private static let compact = Command(
        "state compact", "Give back the room that old snapshots took", operands: "FILE…", count: 1...64,
        details: "May be run while the pipeline runs: its next snapshot waits for it."
    ) { arguments in
        let assembly = try assembly(arguments)
        guard let store = try assembly.snapshotStore() else { return nowhere() }
        return try attempt {
            for compaction in try store.compact(try store.names(of: assembly.spec.name)) {
                switch compaction {
                case .done(let place, let before, let after):
                    print("\(place): \(Figures.bytes(Double(before))), now \(Figures.bytes(Double(after)))")
                case .needless(let reason): print(reason)
                }
            }
            return .ok
        }
    }

    private static func assembly(_ arguments: Arguments) throws -> PipelineAssembly {
        let loaded = try PipelineFile.load(
            paths: arguments.operands, environment: ProcessInfo.processInfo.environment)
        return PipelineAssembly(spec: loaded.spec, log: Log(format: .human, threshold: .warning))
    }

    private static func nowhere() -> ExitCode {
        print("the pipeline keeps no state (state: {store: none})")
        return .ok
    }

    private static func attempt(_ body: () throws -> ExitCode) throws -> ExitCode {
        do {
            return try body()
        } catch let error as SnapshotError {
            Terminal.error("error: \(error.description)")
            return .unavailable
        }
    }
}
