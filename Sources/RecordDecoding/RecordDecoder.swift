package import TimeSeries

/// Turns the bytes of a record into its key, its event time and its values.
///
/// A record whose key or time cannot be used is refused as a whole; a value that cannot be used is refused by itself. No
/// memory is allocated for a good record. Not for several threads at once.
package final class RecordDecoder {
    /// The longest record that is looked at.
    package static let largestRecord = 1 << 20

    package let schema: RecordSchema
    private let reader: any FieldReader
    private let keyReader: KeyReader
    private var readTime = Timestamp(microseconds: 0)
    private let firstValue: Int
    /// The newest event time of the records that could be used; part of a partition's state.
    package var newestTime: Timestamp?

    package init(_ schema: RecordSchema) {
        self.schema = schema
        let names = schema.key + [schema.timeField] + schema.values.map(\.field)
        firstValue = schema.key.count + 1
        keyReader = KeyReader(schema.key)
        switch schema.format {
        case .json: reader = JSONFieldReader(names)
        case .csv: reader = CSVFieldReader(names, columns: schema.columns, delimiter: schema.delimiter)
        }
    }

    /// Reads one record.
    ///
    /// - Parameters:
    ///   - value: its bytes, with at least 64 readable bytes behind them; nil for a tombstone.
    ///   - timestamp: of the message.
    /// - Returns: why the whole record is refused; nil when ``keyBytes``, ``time`` and ``value(_:)`` may be asked for.
    package func decode(
        key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, timestamp: Timestamp?
    ) -> Refusal? {
        guard let value else { return Refusal(.tombstone, "the message has no value: it marks its key as deleted") }
        guard !value.isEmpty else { return Refusal(.empty, "the record has no bytes") }
        guard value.count <= Self.largestRecord else {
            return Refusal(.tooLarge, "the record has more than \(Self.largestRecord) bytes, as many as are read")
        }
        if let refusal = reader.read(value) { return refusal }
        if let refusal = keyReader.read(key, reader) { return refusal }
        return readTime(timestamp)
    }

    /// The key in UTF-8, until the next record is read.
    package var keyBytes: UnsafeRawBufferPointer { keyReader.bytes }

    /// The fields of the key by name; none when the key is the message's own.
    package func labels() -> [SeriesIdentity.Label] { keyReader.labels(reader) }

    /// The event time.
    package var time: Timestamp { readTime }

    /// The value with this index in the schema.
    package func value(_ index: Int) -> DecodedValue {
        let value = schema.values[index]
        let number: Double
        switch reader.field(firstValue + index) {
        case .integer(let integer): number = Double(integer)
        case .number(let double): number = double
        case .absent where value.optional, .null where value.optional: return .absent
        case .absent: return .refused(Refusal(.missingField, "the field \(value.field) is missing"))
        case .text(let text) where schema.format == .csv:
            guard let parsed = NumberText.parse(text) else {
                return .refused(Refusal(.wrongType, "the field \(value.field) is not a number"))
            }
            number = parsed
        case let other:
            return .refused(Refusal(.wrongType, "the field \(value.field) is \(other.kind), not a number"))
        }
        guard number.isFinite else {
            return .refused(Refusal(.notFinite, "the field \(value.field) is \(number), not a finite number"))
        }
        guard abs(number) <= 1e30 else {
            return .refused(
                Refusal(
                    .valueOutOfRange, "the field \(value.field) is \(number); at most 1e30 in magnitude can be forecast"
                ))
        }
        return .number(number)
    }

    private func readTime(_ timestamp: Timestamp?) -> Refusal? {
        let found: Timestamp
        if schema.timeField == RecordSchema.messageTimestamp {
            guard let timestamp else {
                return Refusal(.timeMissing, "the message has no timestamp that could be stored")
            }
            found = timestamp
        } else {
            do throws(Refusal) {
                found = try TimeText.read(reader.field(firstValue - 1), schema)
            } catch {
                return error
            }
        }
        guard found >= TimeText.earliest, found < TimeText.latest else {
            return Refusal(
                .timeOutOfRange, "the time \(found.rfc3339) is not between 1900 and 2200; is the unit right?")
        }
        if let refusal = distance(of: found, from: schema.isNewestMeasure ? newestTime : timestamp) { return refusal }
        readTime = found
        newestTime = newestTime.map { max($0, found) } ?? found
        return nil
    }

    private func distance(of time: Timestamp, from reference: Timestamp?) -> Refusal? {
        guard let reference else { return nil }
        // Both lie within some 300,000 years of 1970 where they overflow.
        let (ahead, overflow) = time.microseconds.subtractingReportingOverflow(reference.microseconds)
        guard !overflow else { return nil }
        let name = schema.isNewestMeasure ? "newest of the records before" : "message's timestamp"
        func refusal(_ code: Refusal.Code, _ distance: Int64, _ words: String, _ limit: Int64) -> Refusal {
            Refusal(
                code, "the time \(time.rfc3339) is \(distance / 1_000_000) s \(words) \(limit / 1_000_000) s")
        }
        if let limit = schema.maxFutureMicroseconds, ahead > limit {
            return refusal(.timeInFuture, ahead, "after the \(name); max_future allows", limit)
        }
        if let limit = schema.maxPastMicroseconds, ahead < -limit {
            return refusal(.timeInPast, -ahead, "before the \(name); max_past allows", limit)
        }
        return nil
    }
}
