import Foundation

// A reader that goes away is an error to be handled, not a signal to die of.
signal(SIGPIPE, SIG_IGN)
// A standard stream that was closed must not become the first file that is opened. It is held such that using it fails.
for descriptor in 0...2 as ClosedRange<Int32> where fcntl(descriptor, F_GETFD) < 0 {
    _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
}
let code = Program.run(Array(CommandLine.arguments.dropFirst()))
fflush(nil)
exit(code.rawValue)
