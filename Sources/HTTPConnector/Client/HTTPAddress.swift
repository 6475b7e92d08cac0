import Foundation
import PipelineSpec
import StreamRuntime

/// A URL to post to. Path, query and user may be secrets, as those of chat webhooks are: nothing prints them.
struct HTTPAddress: Equatable, CustomStringConvertible {
    let url: Secret
    /// Scheme, host and port alone, for messages: `https://hooks.example.com`.
    let description: String
    /// What was added to the path that the pipeline's file gives.
    let added: String

    /// - Parameters:
    ///   - path: is added to the URL's own.
    ///   - owner: whom messages are about: `sink hook`.
    init(_ url: Secret, adding path: String = "", owner: String) throws(ConnectorError) {
        let text = url.reveal().trimmingCharacters(in: .whitespacesAndNewlines)
        guard var parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty
        else {
            throw .invalidSetting("\(owner): its url is not one of http:// or https:// with a host, as it has to be")
        }
        description = "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
        if !path.isEmpty {
            while parts.percentEncodedPath.hasSuffix("/") { parts.percentEncodedPath.removeLast() }
            if !parts.percentEncodedPath.hasSuffix(path) { parts.percentEncodedPath += path }
        }
        added = path
        parts.fragment = nil
        self.url = Secret(parts.string ?? text)
    }
}
