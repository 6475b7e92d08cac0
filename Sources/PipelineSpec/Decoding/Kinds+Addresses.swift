import Glibc

extension Kind where Value == String {
    /// An address of this machine and a port, in numbers; `localhost` stands for 127.0.0.1.
    static var listeningAddress: Kind {
        let pattern = #"^(localhost|[0-9.]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}$"#
        let schema = SchemaValue.object([("type", .text("string")), ("pattern", .text(pattern))])
        return scalar(Shape(schema: schema, words: "an address and a port like 127.0.0.1:9464 or [::1]:9464")) { text in
            guard let match = text.wholeMatch(of: /(localhost|[0-9.]+|\[([0-9A-Fa-f:.]+)\]):([0-9]{1,5})/),
                let port = Int(match.3), port < 65_536
            else { return nil }
            if match.1 == "localhost" { return "127.0.0.1:\(port)" }
            var address = in6_addr()
            let host = match.2 ?? match.1
            let family = match.2 == nil ? AF_INET : AF_INET6
            return inet_pton(family, String(host), &address) == 1 ? text : nil
        }
    }
}
