import Foundation

/// What was asked for on the command line.
struct BenchRequest {
    private var subjects: [any Subject.Type] = []
    private var effort = Effort.full
    /// Where figures go, and a report to compare them with.
    private var output: String?
    private var other: BenchReport?

    /// Nil, after a word on it, where it cannot be understood.
    init?(_ arguments: some Sequence<String>, _ all: [any Subject.Type]) {
        var rest = Array(arguments)[...]
        while let word = rest.popFirst() {
            switch word {
            case "--quick": effort = .quick
            case "--json", "--against":
                guard let path = rest.popFirst() else {
                    Self.refuse("\(word) needs a file", all)
                    return nil
                }
                if word == "--json" {
                    output = path
                } else {
                    guard let report = try? BenchReport.read(path) else {
                        Self.refuse("\(path) is no report that --json wrote", all)
                        return nil
                    }
                    other = report
                }
            default:
                guard let subject = all.first(where: { $0.name == word }) else {
                    Self.refuse("there is no subject \(word)", all)
                    return nil
                }
                subjects.append(subject)
            }
        }
        if subjects.isEmpty { subjects = all }
    }

    private static func refuse(_ sentence: String, _ all: [any Subject.Type]) {
        let names = all.map { "  \($0.name.padding(toLength: 12, withPad: " ", startingAt: 0))\($0.about)" }
        let usage = "usage: millrace-bench [--quick] [--json FILE] [--against FILE] [SUBJECT…]"
        FileHandle.standardError.write(
            Data("error: \(sentence)\n\(usage)\n\(names.joined(separator: "\n"))\n".utf8))
    }

    /// Measures, and prints as it goes.
    ///
    /// - Returns: whether every subject could be measured.
    func run() throws -> Bool {
        var report = BenchReport()
        var isWhole = true
        print(report.machine.text)
        print(BenchReport.heading)
        for subject in subjects {
            print("\n\(subject.name): \(subject.about)")
            do {
                for figure in try subject.init().measure(effort) {
                    report.figures.append(figure)
                    print(BenchReport.line(figure, against: other))
                }
            } catch {
                isWhole = false
                print("not measured: \(error)")
            }
            fflush(nil)
        }
        if let output { try report.write(to: output) }
        return isWhole
    }
}
