import CLibCurl
import PipelineSpec
import StreamRuntime

/// The header lines of one request, as libcurl wants them.
struct HTTPHeaders: ~Copyable {
    private(set) var list: UnsafeMutablePointer<curl_slist>?

    init(_ headers: [(name: String, value: Secret)]) {
        for header in headers { list = curl_slist_append(list, "\(header.name): \(header.value.reveal())") ?? list }
    }

    deinit { curl_slist_free_all(list) }

    /// Refuses what would not be one header. Values are never printed.
    static func check(_ headers: [(name: String, value: Secret)], owner: String) throws(ConnectorError) {
        for header in headers {
            guard header.name.wholeMatch(of: /[A-Za-z0-9!#$%&'*+.^_`|~-]+/) != nil else {
                throw .invalidSetting("\(owner): `\(header.name)` cannot be the name of a header")
            }
            guard header.value.reveal().utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw .invalidSetting(
                    "\(owner): the value of the header \(header.name) has line breaks or control characters")
            }
        }
    }
}
