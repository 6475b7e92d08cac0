import Dispatch
import Foundation

/// Turns SIGTERM and SIGINT into an orderly end; a second one ends the program at once.
final class ShutdownSignals {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter stop: called once, with the signal's name, on a thread of its own.
    init(stop: @escaping @Sendable (String) -> Void) {
        let queue = DispatchQueue(label: "signals")
        let count = SignalCount()
        sources = [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")].map { number, name in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                guard count.next() == 1 else { _exit(128 + number) }
                stop(name)
            }
            source.activate()
            return source
        }
    }

    func stop() {
        for source in sources { source.cancel() }
    }
}
