package import TimeSeries

/// A run of one partition's records and all that came of them: committed as one, or not at all.
///
/// Where an epoch ends depends on time and load, so no row may depend on it.
package struct Epoch: Sendable {
    package let partition: PartitionID
    /// The records are those with offsets in `range`; an offset may be missing (compaction, transaction markers).
    package var range: Range<Int64>
    /// The number of the newest side input that was taken in before this epoch; 0 for none.
    package let inputBefore: Int64
    /// How many series had been introduced before this epoch.
    package var firstIntroduced: Int
    /// Series that this epoch names for the first time since the partition was opened, numbered from ``firstIntroduced`` on.
    package var introductions: [SeriesIdentity] = []
    /// One row for each value received, in the order of the log.
    package var observations: [ObservationRow] = []
    /// The bounds in which ``observations`` were expected.
    package var expectedBounds: [Double] = []
    /// One row for each forecast issued, in the order of the log.
    package var forecasts: [ForecastRow] = []
    /// The numbers of ``forecasts``.
    package var forecastValues: [Double] = []
    /// What is known of anomalies, in the order in which it became known.
    package var anomalies: [AnomalyRow] = []
    /// Changes of incidents, in order.
    package var alerts: [AlertRow] = []
    /// Side inputs that are new to a sink with this epoch, in the order of their numbers. One may have no records, and these
    /// alone.
    package var inputs: [StampedInput] = []
    /// What became of orders about series: of those among ``inputs``, in order. An epoch ends behind an order.
    package var answers: [OrderAnswer] = []
    /// Records that could not be used, one for each reason, in the order of the log.
    package var deadLetters: [DeadLetter] = []
    /// The newest record in it; nil where it has none.
    package var mark: RecordMark?
    /// What became of the values received.
    package var tally = Tally()

    package init(partition: PartitionID, startingAt offset: Int64, after input: Int64 = 0, firstIntroduced: Int) {
        self.partition = partition
        self.inputBefore = input
        self.range = offset..<offset
        self.firstIntroduced = firstIntroduced
    }

    /// The number of the newest side input that was taken in up to its end; 0 for none.
    package var newestInput: Int64 { inputs.last?.sequence ?? inputBefore }

    /// Whether neither records nor side inputs are in it.
    var isEmpty: Bool { range.isEmpty && inputs.isEmpty }

    /// Whether a sink that has the results up to a place needs it. Epochs end where a sink stands: one has all of an epoch,
    /// or nothing.
    func isNew(to position: LogPosition) -> Bool {
        LogPosition(offset: range.lowerBound, input: inputBefore).isAtOrBehind(position)
    }

    /// What a sink has that was written this far.
    var end: LogPosition { LogPosition(offset: range.upperBound, input: newestInput) }
}
