import Foundation
import PipelineSpec

/// What must not be seen of a request, should a server repeat it.
struct HTTPSecrets {
    private static let shortest = 4

    /// Longest first.
    private let texts: [String]

    /// The scheme of an `Authorization` is no secret.
    ///
    /// - Parameter path: what the receiver itself adds to the URL: no secret either.
    init(url: Secret, adding path: String, headers: [(name: String, value: Secret)]) {
        var texts: Set<String> = []
        if let parts = URLComponents(string: url.reveal()) {
            for path in [parts.path, parts.percentEncodedPath] { texts.formUnion(Self.words(path, "/")) }
            texts.formUnion([parts.query, parts.percentEncodedQuery, parts.user, parts.password].compactMap { $0 })
            texts.formUnion((parts.queryItems ?? []).compactMap(\.value))
            // libcurl makes a header of them, decoded: `Authorization: Basic …`.
            if let user = parts.user {
                texts.insert(Data("\(user):\(parts.password ?? "")".utf8).base64EncodedString())
            }
            texts.subtract(Self.words(path, "/"))
        }
        for header in headers {
            texts.insert(header.value.reveal())
            let words = Self.words(header.value.reveal(), " ")
            let hasScheme = header.name.lowercased().hasSuffix("authorization") && words.count > 1
            texts.formUnion(words.dropFirst(hasScheme ? 1 : 0))
        }
        self.texts = texts.filter { $0.count >= Self.shortest }.sorted { ($1.count, $0) < ($0.count, $1) }
    }

    /// The text without them.
    func masked(_ text: String) -> String {
        texts.reduce(text) { $0.replacing($1, with: "***") }
    }

    private static func words(_ text: String, _ separator: Character) -> [String] {
        text.split(separator: separator).map(String.init)
    }
}
