package import TimeSeries

/// One series as an entry of a snapshot: whose it is, and its block. All integers are little-endian.
package struct SeriesState {
    /// The place of its lane in ``ForecastedSource/lanes``.
    package let lane: Int
    package let key: UnsafeRawBufferPointer
    package let labels: [SeriesIdentity.Label]
    /// The whole memory of its models.
    package let block: UnsafeRawBufferPointer

    /// Reads what ``write(lane:key:labels:block:to:)`` wrote; nil when it does not hold together. What it points to are those
    /// bytes.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        var reader = StateReader(bytes)
        guard let lane = reader.readCount(), let key = reader.readBytes(), let labelCount = reader.readCount() else {
            return nil
        }
        var labels: [SeriesIdentity.Label] = []
        for _ in 0..<labelCount {
            guard let name = reader.readBytes(), let value = reader.readBytes() else { return nil }
            labels.append(
                .init(name: String(decoding: name, as: UTF8.self), value: String(decoding: value, as: UTF8.self)))
        }
        guard let block = reader.readBytes(), reader.isAtEnd else { return nil }
        self.lane = lane
        self.key = key
        self.labels = labels
        self.block = block
    }

    static func write(
        lane: Int32, key: ArraySlice<UInt8>, labels: [SeriesIdentity.Label], block: UnsafeRawBufferPointer,
        to bytes: inout [UInt8]
    ) {
        bytes.append(number: UInt32(lane))
        bytes.append(part: key)
        bytes.append(number: UInt32(labels.count))
        for label in labels {
            bytes.append(part: label.name.utf8)
            bytes.append(part: label.value.utf8)
        }
        bytes.append(part: block)
    }
}
