import Foundation
import Synchronization

/// Sends a stream to a topic, some lines every now and then, until it is told to end. What the broker does not take is sent
/// again: the topic says what the stream was.
final class Feeder: Sendable {
    private let kcat: Process
    private let input = Pipe()
    private let isOver = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)

    init(_ stream: TortureStream, to topic: String, at brokers: String, each lines: Int, every milliseconds: UInt32)
        throws
    {
        let kcat = Process()
        kcat.executableURL = URL(fileURLWithPath: Shell.find("kcat"))
        kcat.arguments = [
            "-P", "-E", "-q", "-b", brokers, "-t", topic, "-K", "\t", "-X", "linger.ms=5", "-X", "message.timeout.ms=0",
        ]
        kcat.standardInput = input
        kcat.standardError = FileHandle.nullDevice
        try kcat.run()
        self.kcat = kcat
        Thread.detachNewThread { [self] in
            var stream = stream
            while !isOver.withLock({ $0 }) {
                input.fileHandleForWriting.write(Data((stream.lines(lines).joined(separator: "\n") + "\n").utf8))
                usleep(milliseconds * 1_000)
            }
            ended.signal()
        }
    }

    /// Ends when the topic has everything.
    func finish() {
        isOver.withLock { $0 = true }
        ended.wait()
        ended.signal()
        try? input.fileHandleForWriting.close()
        kcat.waitUntilExit()
    }
}
