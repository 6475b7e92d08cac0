import Snapshots

@testable import SeriesTransforms

/// A whole state, as a store would keep it.
struct StateImage: Equatable {
    var payload: [UInt8] = []
    var entries: [[UInt8]] = []

    var byteCount: Int { payload.count + entries.reduce(0) { $0 + $1.count } }

    var head: SnapshotHead {
        SnapshotHead(offset: 0, start: 0, fingerprint: 0, entryCount: entries.count, payload: payload)
    }

    func visit(_ body: (UnsafeRawBufferPointer) -> Bool) throws(SnapshotError) {
        for entry in entries where !entry.withUnsafeBytes(body) {
            throw .damaged(place: "here", reason: "it does not hold together")
        }
    }

    /// Puts copies in the place of what was there.
    mutating func take(_ copies: SnapshotEntries) {
        try? copies.forEach { number, bytes in
            if number >= entries.count { entries += repeatElement([], count: number + 1 - entries.count) }
            entries[number] = Array(bytes)
        }
    }
}

extension ForecastingProgram {
    /// The whole state as it is now.
    func image() -> StateImage {
        var image = StateImage()
        image.payload = beginImage(isWhole: true).payload
        while !copyImage(upTo: 10_000) {}
        image.take(takeCopies())
        return image
    }

    convenience init?(_ source: ForecastedSource, image: StateImage) throws {
        try self.init(source, from: image.head) { body throws(SnapshotError) in try image.visit(body) }
    }
}
