import Foundation

/// What `millrace-evaluate` was asked for.
struct Options: Equatable {
    enum Format: String { case text, json }
    enum Part: String { case forecasts, anomalies }

    static let help = """
        millrace-evaluate: how good forecasts and detected anomalies are on recorded data, in one default configuration

            --data FOLDER       GROUP/SET/FILE.csv.gz with the columns ts (ms), key and value; else MILLRACE_DATA, else
                                ../shared/data
            --keys N            at most N series of each set, evenly chosen, and of each law of noise; all of them otherwise
            --format FORMAT     text or json; text otherwise
            --only PART         forecasts or anomalies; both otherwise
            --reference FOLDER  figures of the reference algorithms, in reference.csv and anomaly_reference.csv;
                                ops/evaluation otherwise
            --help              this text

        """

    var data: String?
    var keys: Int?
    var format = Format.text
    var part: Part?
    var reference = "ops/evaluation"
    var wantsHelp = false

    /// - Throws: ``EvaluationProblem`` for words that are no options.
    init(_ words: [String]) throws(EvaluationProblem) {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word != "--help" else {
                wantsHelp = true
                continue
            }
            guard ["--data", "--keys", "--format", "--only", "--reference"].contains(word) else {
                throw .usage("there is no option `\(word)`; --help lists them")
            }
            guard let value = rest.popFirst() else { throw .usage("the option \(word) needs a value") }
            try take(word, value)
        }
    }

    private mutating func take(_ word: String, _ value: String) throws(EvaluationProblem) {
        switch word {
        case "--data": data = value
        case "--reference": reference = value
        case "--keys":
            guard let number = Int(value), number > 0 else {
                throw .usage("--keys has to be a whole number above zero, not `\(value)`")
            }
            keys = number
        case "--only":
            guard let known = Part(rawValue: value) else {
                throw .usage("--only has to be forecasts or anomalies, not `\(value)`")
            }
            part = known
        default:
            guard let known = Format(rawValue: value) else {
                throw .usage("--format has to be text or json, not `\(value)`")
            }
            format = known
        }
    }

    /// The folder of the data: the one that was given, that of the environment, or the one beside the repository.
    ///
    /// - Throws: ``EvaluationProblem`` where there is none.
    func folder(_ environment: [String: String]) throws(EvaluationProblem) -> String {
        let path = data ?? environment["MILLRACE_DATA"] ?? "../shared/data"
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw .noData(
                """
                there is no folder \(path). Name one by --data or MILLRACE_DATA: below it GROUP/SET/FILE.csv.gz with the \
                columns ts (epoch milliseconds), key and value
                """)
        }
        return path
    }

    /// A file of the folder of references; empty, with a warning, where it cannot be read.
    func referenceText(_ name: String) -> String {
        let path = "\(reference)/\(name)"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            let message = "warning: \(path) cannot be read; its columns stay empty\n"
            FileHandle.standardError.write(Data(message.utf8))
            return ""
        }
        return text
    }
}
