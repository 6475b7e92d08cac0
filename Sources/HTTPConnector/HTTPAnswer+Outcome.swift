import Alerting

extension HTTPAnswer {
    /// Why the answer is not a success; nil when it is one. Only what is wrong with the message is refused for good.
    ///
    /// - Parameter place: whom and where messages are about: `sink hook (https://example.com)`.
    func failure(at place: String) -> DeliveryFailure? {
        let said = excerpt.isEmpty ? "" : ": \(excerpt)"
        switch status {
        case 200..<300: return nil
        case 300..<400:
            let target = redirect.map { " to \($0)" } ?? ""
            return DeliveryFailure(
                "\(place): answers \(status), a redirect\(target), which a post does not follow; name the address itself",
                isPassing: true)
        case 401, 403, 407:
            return misdirected("\(place): answers \(status), not allowed\(said); check the URL and the headers")
        case 404, 405, 410:
            return misdirected("\(place): answers \(status), nothing takes alerts there\(said); check the URL")
        case 408, 425, 429:
            return DeliveryFailure(
                "\(place): answers \(status), it is busy\(said)", isPassing: true, retryAfter: retryAfter)
        case 400..<500:
            return DeliveryFailure("\(place): refuses with \(status)\(said)", isPassing: false)
        default:
            return DeliveryFailure(
                "\(place): answers \(status), it does not work\(said)", isPassing: true, retryAfter: retryAfter)
        }
    }

    /// What is wrong with the place or with who asks, whatever is told there: it is mended here or there, and alerts wait for
    /// it, tried again once in a while.
    private func misdirected(_ sentence: String) -> DeliveryFailure {
        DeliveryFailure(sentence, isPassing: true, retryAfter: max(retryAfter ?? .zero, .seconds(60)))
    }

    /// The beginning of the body, in one line.
    private var excerpt: String {
        let line = body.split(whereSeparator: { $0.isWhitespace || $0.isNewline }).joined(separator: " ")
        let printable = line.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint && $0.value >= 0x20 }
        let text = String(String.UnicodeScalarView(printable))
        return text.count > 200 ? text.prefix(200) + "…" : text
    }
}
