import Foundation
import PipelineSpec

/// What must not be seen of a request, should a server repeat it.
struct HTTPSecrets {
    private static let shortest = 4

    /// Longest first.
    private let texts: [String]

    init(url: Secret, headers: [(name: String, value: Secret)]) {
        var texts: Set<String> = []
        if let parts = URLComponents(string: url.reveal()) {
            for path in [parts.path, parts.percentEncodedPath] { texts.formUnion(Self.words(path, "/")) }
            texts.formUnion([parts.query, parts.percentEncodedQuery, parts.user, parts.password].compactMap { $0 })
            texts.formUnion((parts.queryItems ?? []).compactMap(\.value))
        }
        for header in headers {
            texts.insert(header.value.reveal())
            texts.formUnion(Self.words(header.value.reveal(), " "))
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
