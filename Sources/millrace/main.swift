import Foundation

// A reader that goes away is an error to be handled, not a signal to die of.
signal(SIGPIPE, SIG_IGN)
let code = Program.run(Array(CommandLine.arguments.dropFirst()))
fflush(nil)
exit(code.rawValue)
