import Foundation
package import StreamRuntime
import TimeSeries

/// A side input as a row of `side_input` holds it.
package struct StoredInput: Codable {
    // Of feedback.
    private var number: Int64?
    private var verdict: String?
    private var model: String?
    private var key: String?
    private var metric: String?
    /// Times in microseconds since 1970.
    private var from: Int64?
    private var to: Int64?
    // Of a tick.
    private var time: Int64?

    package init(_ input: SideInput) {
        switch input.content {
        case .feedback(let feedback):
            number = feedback.number
            verdict = feedback.verdict.rawValue
            model = feedback.model
            key = feedback.key
            metric = feedback.metric
            from = feedback.from?.microseconds
            to = feedback.to?.microseconds
        case .tick(let now): time = now.microseconds
        }
    }

    /// The word in the column `kind`.
    var kind: String { time == nil ? "feedback" : "tick" }

    /// The row of `feedback`; nil for a tick.
    var feedbackNumber: Int64? { number }

    /// The row's `content`.
    package var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// - Returns: nil when the text is not one that ``json`` makes.
    package static func read(_ json: String) -> SideInput? {
        guard let stored = try? JSONDecoder().decode(StoredInput.self, from: Data(json.utf8)) else { return nil }
        if let time = stored.time { return SideInput(.tick(Timestamp(microseconds: time))) }
        guard let number = stored.number, let verdict = stored.verdict.flatMap(Feedback.Verdict.init) else {
            return nil
        }
        return SideInput(
            .feedback(
                Feedback(
                    number: number, verdict: verdict, model: stored.model, key: stored.key, metric: stored.metric,
                    from: stored.from.map { Timestamp(microseconds: $0) },
                    to: stored.to.map { Timestamp(microseconds: $0) })))
    }
}
