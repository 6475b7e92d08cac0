/// What a restart has to take in again besides records, and where each sink stands, once it is known from where the state
/// is built.
struct Replay: Equatable, Sendable {
    /// Side inputs that sinks have and the state has not, in the order of their numbers.
    let inputs: [StampedInput]
    /// For each sink, up to where it has the results.
    let positions: [LogPosition]
    /// The numbers of the feedback that the partition has taken in and that may be found again, as far as sinks have it.
    let feedback: Set<Int64>

    /// - Parameters:
    ///   - input: the newest side input that the state contains.
    ///   - kept: for each sink, the side inputs that it keeps from the state's offset on, in the order of their numbers.
    ///   - feedback: what ``feedback`` is to be.
    init(_ plan: RecoveryPlan, after input: Int64, kept: [[StampedInput]], feedback: Set<Int64> = []) {
        self.feedback = feedback
        var byNumber: [Int64: StampedInput] = [:]
        for stamped in kept.joined() where stamped.sequence > input { byNumber[stamped.sequence] = stamped }
        inputs = byNumber.values.sorted { $0.sequence < $1.sequence }
        let newest = inputs.last?.sequence ?? input
        // What a sink does not remember itself follows from what it keeps. No sink is ahead of all that is kept,
        // since those that keep side inputs are written first.
        let known = zip(plan.positions, kept).map { position, kept in
            position.map {
                LogPosition(
                    offset: $0.offset, input: min(max($0.input, input, kept.last?.sequence ?? 0), newest))
            }
        }
        let behind =
            known.compactMap(\.self).min { ($0.offset, $0.input) < ($1.offset, $1.input) }
            ?? LogPosition(offset: plan.start, input: input)
        positions = known.map { $0 ?? behind }
    }

    /// Where an epoch has to end, so that it is either wholly new to a sink or not at all; those ahead of `position`.
    func boundaries(aheadOf position: LogPosition) -> [LogPosition] {
        Set(positions).filter { !position.isAtOrBehind($0) }.sorted { ($0.offset, $0.input) < ($1.offset, $1.input) }
    }
}
