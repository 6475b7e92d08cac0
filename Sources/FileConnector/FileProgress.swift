/// What `progress.json` holds: how far each partition has been written, and how long the files were then.
struct FileProgress: Codable {
    struct Partition: Codable {
        var source: String
        var topic: String
        var partition: Int32
        var start: Int64
        var next: Int64
        var epoch: Int64
        /// The newest side input that the files have the results of; 0 for none.
        var input: Int64
        /// The newest record whose results the files have, where it is known.
        var markOffset: Int64?
        var markCheck: Int64?

        enum CodingKeys: String, CodingKey {
            case source, topic, partition, start, next, epoch, input
            case markOffset = "mark_offset"
            case markCheck = "mark_check"
        }
    }

    var pipeline: String
    var forecastsBytes: Int64 = 0
    var observationsBytes: Int64 = 0
    var anomaliesBytes: Int64 = 0
    var alertsBytes: Int64 = 0
    var deadLetterBytes: Int64 = 0
    var partitions: [Partition] = []

    init(pipeline: String) { self.pipeline = pipeline }

    enum CodingKeys: String, CodingKey {
        case pipeline
        case forecastsBytes = "forecasts_bytes"
        case observationsBytes = "observations_bytes"
        case anomaliesBytes = "anomalies_bytes"
        case alertsBytes = "alerts_bytes"
        case deadLetterBytes = "dead_letter_bytes"
        case partitions
    }
}
