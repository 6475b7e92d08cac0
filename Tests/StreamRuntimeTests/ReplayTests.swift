import Testing
import TimeSeries

@testable import StreamRuntime

/// Where each sink stands, and what a restart takes in again.
@Suite struct ReplayTests {
    private func plan(_ progress: (next: Int64, input: Int64)?...) -> RecoveryPlan {
        let known = progress.map { place in
            place.map { PartitionProgress(start: 0, next: $0.next, epoch: 1, input: $0.input) }
        }
        return RecoveryPlan(resuming: known) ?? RecoveryPlan(beginningAt: 0, sinks: progress.count)
    }

    private func tick(_ sequence: Int64, at offset: Int64) -> StampedInput {
        StampedInput(
            sequence: sequence, offset: offset, input: SideInput(.tick(Timestamp(microseconds: sequence))))
    }

    @Test func aSinkThatRemembersOnlyOffsetsStandsBehindWhatItKeeps() {
        let kept = [tick(4, at: 90), tick(5, at: 100)]
        let replay = Replay(plan((100, 0), (100, 4)), after: 3, kept: [kept, []])
        #expect(replay.inputs == kept)
        #expect(replay.positions == [LogPosition(offset: 100, input: 5), LogPosition(offset: 100, input: 4)])
        #expect(
            replay.boundaries(aheadOf: LogPosition(offset: 80, input: 3))
                == [LogPosition(offset: 100, input: 4), LogPosition(offset: 100, input: 5)])
    }

    @Test func whatTheStateContainsIsNotTakenInAgain() {
        let replay = Replay(plan((100, 5)), after: 4, kept: [[tick(4, at: 90), tick(5, at: 90)]])
        #expect(replay.inputs == [tick(5, at: 90)])
        let whole = Replay(plan((100, 5)), after: 5, kept: [[tick(5, at: 90)]])
        #expect(whole.inputs.isEmpty && whole.positions == [LogPosition(offset: 100, input: 5)])
    }

    @Test func aNewSinkBeginsWhereTheOneIsThatIsFurthestBehind() {
        let replay = Replay(
            plan((100, 2), nil, (80, 1)), after: 0, kept: [[], [], [tick(1, at: 70), tick(2, at: 80)]])
        #expect(replay.positions[1] == LogPosition(offset: 80, input: 2))
        #expect(plan((100, 2), nil, (80, 1)).nexts == [100, 80, 80])
    }

    @Test func noSinkIsAheadOfAllThatIsKept() {
        let replay = Replay(plan((100, 9)), after: 2, kept: [[tick(3, at: 100)]])
        #expect(replay.positions == [LogPosition(offset: 100, input: 3)], "or the restart would wait for ever")
    }

    @Test func epochsAreNewToSinksThatStandAtTheirStartOrBefore() {
        let partition = PartitionID(source: "s", topic: "t", partition: 0)
        var epoch = Epoch(partition: partition, startingAt: 100, after: 4, firstIntroduced: 0)
        epoch.inputs = [tick(5, at: 100)]
        #expect(!epoch.isEmpty && epoch.end == LogPosition(offset: 100, input: 5))
        #expect(
            epoch.isNew(to: LogPosition(offset: 100, input: 4)) && epoch.isNew(to: LogPosition(offset: 100, input: 0)))
        #expect(
            !epoch.isNew(to: LogPosition(offset: 100, input: 5)) && !epoch.isNew(to: LogPosition(offset: 101, input: 4))
        )
    }
}
