import Alerting
import CLibCurl
import Foundation
import PipelineSpec
import StreamRuntime

/// Posts JSON to one URL, over a connection that is kept. TLS is verified always; redirects are not followed; proxies are
/// those of the environment (`https_proxy`, `no_proxy`). For one thread at a time.
final class HTTPClient {
    /// For a connection, whatever the whole may take.
    private static let longestConnect: Duration = .seconds(5)
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    let address: HTTPAddress
    private let owner: String
    private let timeout: Duration
    private let headers: [(name: String, value: Secret)]
    private let secrets: HTTPSecrets
    private let handle: UnsafeMutableRawPointer
    /// What is wrong in libcurl's words, which may name hosts.
    private let reason = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// - Parameters:
    ///   - owner: whom messages are about: `sink hook`.
    ///   - authorities: a file of certificates to trust besides the system's; nil for none.
    ///   - timeout: most time for one post, from a millisecond up.
    init(
        owner: String, address: HTTPAddress, headers: [(name: String, value: Secret)], authorities: String?,
        timeout: Duration
    ) throws(ConnectorError) {
        try HTTPHeaders.check(headers, owner: owner)
        guard Self.isReady, let handle = curl_easy_init() else {
            throw .unusable("\(owner): libcurl does not work here; is there memory left?")
        }
        self.owner = owner
        self.address = address
        self.headers = headers
        secrets = HTTPSecrets(url: address.url, adding: address.added, headers: headers)
        self.timeout = timeout
        self.handle = handle
        reason.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configure(authorities)
    }

    deinit {
        curl_easy_cleanup(handle)
        reason.deallocate()
    }

    /// Posts a document.
    ///
    /// - Parameters:
    ///   - extra: headers of this request.
    ///   - shouldGiveUp: asked at least once a second.
    /// - Throws: why there is no answer; that passes, unless it is said otherwise.
    func post(
        _ document: [UInt8], extra: [(name: String, value: Secret)] = [], shouldGiveUp: () -> Bool
    ) throws(DeliveryFailure) -> HTTPAnswer {
        let headers = HTTPHeaders(
            [("Content-Type", Secret("application/json")), ("Expect", Secret(""))] + self.headers + extra)
        return try withoutActuallyEscaping(shouldGiveUp) { shouldGiveUp throws(DeliveryFailure) in
            let exchange = HTTPExchange(shouldGiveUp: shouldGiveUp)
            let code = document.withUnsafeBytes { bytes in
                perform(bytes, headers.list, exchange)
            }
            return try withExtendedLifetime(exchange) { () throws(DeliveryFailure) in
                // A longer answer than anybody reads is an answer.
                guard code == CURLE_OK || (code == CURLE_WRITE_ERROR && exchange.isCutOff) else {
                    throw failure(code, exchange)
                }
                return answer(exchange)
            }
        }
    }

    private func configure(_ authorities: String?) throws(ConnectorError) {
        var codes = [
            millrace_curl_set_long(handle, CURLOPT_POST, 1),
            millrace_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0),
            millrace_curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            millrace_curl_set_long(handle, CURLOPT_NOPROGRESS, 0),
            millrace_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1),
            millrace_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2),
            millrace_curl_set_long(
                handle, CURLOPT_CONNECTTIMEOUT_MS, min(timeout, Self.longestConnect).milliseconds),
            millrace_curl_set_long(handle, CURLOPT_TIMEOUT_MS, timeout.milliseconds),
            millrace_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, reason),
            set(CURLOPT_USERAGENT, "millrace"),
            set(CURLOPT_PROTOCOLS_STR, "http,https"),
            set(CURLOPT_URL, address.url.reveal()),
        ]
        if let authorities {
            guard FileManager.default.isReadableFile(atPath: authorities) else {
                throw .invalidSetting("\(owner): the certificates in \(authorities) cannot be read; see ca_file")
            }
            // The system's stay trusted: they are in a folder as well, which is a setting of its own.
            codes.append(set(CURLOPT_CAINFO, authorities))
        }
        guard codes.allSatisfy({ $0 == CURLE_OK }) else {
            throw .unusable("\(owner): this libcurl lacks what is needed; 7.85 or newer is, with TLS")
        }
    }

    private func set(_ option: CURLoption, _ text: String) -> CURLcode {
        text.withCString { millrace_curl_set_pointer(handle, option, $0) }
    }

    private func perform(
        _ document: UnsafeRawBufferPointer, _ headers: UnsafeMutablePointer<curl_slist>?, _ exchange: HTTPExchange
    ) -> CURLcode {
        let codes = [
            millrace_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers),
            millrace_curl_set_pointer(handle, CURLOPT_POSTFIELDS, document.baseAddress),
            millrace_curl_set_long(handle, CURLOPT_POSTFIELDSIZE, document.count),
            exchange.attach(to: handle),
        ]
        reason.pointee = 0
        return codes.first { $0 != CURLE_OK } ?? curl_easy_perform(handle)
    }

    private func answer(_ exchange: HTTPExchange) -> HTTPAnswer {
        var status = 0
        var seconds: curl_off_t = 0
        var location: UnsafeMutablePointer<CChar>?
        _ = millrace_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        _ = millrace_curl_get_seconds(handle, CURLINFO_RETRY_AFTER, &seconds)
        _ = millrace_curl_get_text(handle, CURLINFO_REDIRECT_URL, &location)
        let redirect = location.flatMap { try? HTTPAddress(Secret(String(cString: $0)), owner: owner).description }
        return HTTPAnswer(
            status: status, body: secrets.masked(String(decoding: exchange.body, as: UTF8.self)),
            retryAfter: seconds > 0 ? .seconds(Int64(seconds)) : nil, redirect: redirect)
    }

    private func failure(_ code: CURLcode, _ exchange: HTTPExchange) -> DeliveryFailure {
        let place = "\(owner) (\(address))"
        if exchange.isGivenUp { return DeliveryFailure("\(place): stopped before it answered", isPassing: true) }
        let words = reason.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: reason)
        let sentence =
            switch code {
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
                "\(words); check the host's name and the name servers"
            case CURLE_COULDNT_CONNECT: "\(words); is it running there?"
            case CURLE_OPERATION_TIMEDOUT: "no answer within \(timeout); it is away, or timeout is too short"
            case CURLE_PEER_FAILED_VERIFICATION:
                "its certificate is not trusted: \(words); name the authority's file by ca_file"
            case CURLE_SSL_CACERT_BADFILE: "the file of ca_file cannot be used: it has to hold certificates as PEM"
            // The library's own words might repeat what was sent.
            default: String(cString: curl_easy_strerror(code))
            }
        return DeliveryFailure("\(place): \(sentence)", isPassing: true)
    }
}

extension Duration {
    /// Whole milliseconds, at least one.
    fileprivate var milliseconds: Int { max(Int(self / .milliseconds(1)), 1) }
}
