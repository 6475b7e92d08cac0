import Foundation
import Testing

/// An authority of a test's own, and what it certifies.
struct CertificateAuthority {
    let folder: URL
    private let name: String

    /// The authority's own certificate, which somebody has to trust.
    var certificate: String { folder.appendingPathComponent("\(name).crt").path }
    private var key: String { folder.appendingPathComponent("\(name).key").path }

    init(_ name: String, in folder: URL) throws {
        self.folder = folder
        self.name = name
        try openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj",
            "/CN=\(name)", "-keyout", key, "-out", certificate,
        ])
    }

    /// Makes a key and its certificate in the files of a name; those that are there are replaced.
    ///
    /// - Parameter host: whose it is.
    func certify(_ host: String, as file: String) throws -> (certificate: String, key: String) {
        let paths = ["crt", "key", "csr", "ext"].map { folder.appendingPathComponent("\(file).\($0)").path }
        try openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=\(host)",
            "-keyout", paths[1] + ".new", "-out", paths[2],
        ])
        try Data("subjectAltName=DNS:\(host)".utf8).write(to: URL(fileURLWithPath: paths[3]))
        try openssl([
            "x509", "-req", "-in", paths[2], "-CA", certificate, "-CAkey", key, "-CAcreateserial", "-days", "2",
            "-extfile", paths[3], "-out", paths[0] + ".new",
        ])
        for path in paths.prefix(2) { try #require(rename(path + ".new", path) == 0) }
        return (paths[0], paths[1])
    }

    private func openssl(_ arguments: [String]) throws {
        let output = try Shell.run(Shell.find("openssl"), arguments)
        try #require(output.status == 0, "\(output.standardError)")
    }
}
