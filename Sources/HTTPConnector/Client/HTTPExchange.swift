import CLibCurl

/// What libcurl's callbacks need during one request.
final class HTTPExchange {
    /// Of an answer's body, so much is kept, in bytes.
    static let mostKept = 16_384

    private let shouldGiveUp: () -> Bool
    private(set) var body: [UInt8] = []
    /// Whether the body was longer; the rest is not waited for.
    private(set) var isCutOff = false
    private(set) var isGivenUp = false

    init(shouldGiveUp: @escaping () -> Bool) { self.shouldGiveUp = shouldGiveUp }

    /// Takes in a part of the body.
    ///
    /// - Returns: how much was taken; less than there is ends the transfer.
    func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        body += bytes.prefix(Self.mostKept - body.count)
        isCutOff = isCutOff || body.count == Self.mostKept
        return isCutOff ? 0 : bytes.count
    }

    /// Whether the transfer is to go on.
    func mayGoOn() -> Bool {
        if !isGivenUp { isGivenUp = shouldGiveUp() }
        return !isGivenUp
    }

    /// Has a handle's callbacks lead here, which does not keep this alive.
    func attach(to handle: UnsafeMutableRawPointer) -> CURLcode {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let code = millrace_curl_set_write(
            handle,
            { bytes, size, count, context in
                guard let context else { return 0 }
                let exchange = Unmanaged<HTTPExchange>.fromOpaque(context).takeUnretainedValue()
                return exchange.take(UnsafeRawBufferPointer(start: bytes, count: size * count))
            }, context)
        guard code == CURLE_OK else { return code }
        return millrace_curl_set_progress(
            handle,
            { context, _, _, _, _ in
                guard let context else { return 1 }
                return Unmanaged<HTTPExchange>.fromOpaque(context).takeUnretainedValue().mayGoOn() ? 0 : 1
            }, context)
    }
}
