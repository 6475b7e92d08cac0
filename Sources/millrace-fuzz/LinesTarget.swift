import FileConnector
import RecordDecoding
import StreamRuntime

/// What splits files into records, and unpacks them. The first byte of an input chooses lines or rows; the rest is the file.
final class LinesTarget: FuzzTarget {
    private let file = MemoryFile()

    func take(_ input: UnsafeRawBufferPointer) {
        guard let choice = input.first else { return }
        file.fill(UnsafeRawBufferPointer(rebasing: input[1...]))
        let delimiters: [UInt8?] = [nil, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        let delimiter = delimiters[Int(choice) % delimiters.count]
        do throws(ConnectorError) {
            let reader = try RecordReader(path: file.path, shown: "the file", delimiter: delimiter)
            var isFirst = true
            while let record = try reader.next() {
                precondition(record.count <= RecordDecoder.largestRecord + 1, "a record that is too long")
                if let delimiter, isFirst { _ = CSVHeader.columns(of: record, delimiter: delimiter) }
                isFirst = false
            }
        } catch {
            precondition(!error.description.isEmpty)
        }
    }
}
