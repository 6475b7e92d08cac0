import Foundation
import Telemetry

/// What the program knows of the terminals it writes to.
enum Terminal {
    static var isOutput: Bool { isatty(1) == 1 }
    static var isError: Bool { isatty(2) == 1 }

    /// Whether messages may be coloured: on a terminal, unless NO_COLOR says otherwise.
    static var mayColour: Bool { isError && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty }

    /// Columns of the terminal; 80 where there is none.
    static var width: Int {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else {
            return ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 80
        }
        return Int(size.ws_col)
    }

    /// Writes a line to standard error.
    static func error(_ text: String) { StandardError.write(text + "\n") }

    /// Replaces the line that is being written on a terminal's standard error.
    static func replaceLine(_ text: String) { StandardError.write("\r\u{1B}[K\(text)") }
}
