import Telemetry
import CLibRDKafka
import Glibc
import StreamRuntime
import TimeSeries

extension KafkaSession {
    /// Answering a revocation begins the next round of the group at once. A broker may still be telling the other members of
    /// this round then, and forget those it has not told: noida-db does, and the group stands still for minutes.
    private static let answerDelay: Duration = .milliseconds(500)

    /// Opens the partitions that the group gives us, and begins to read them where the intake says.
    func takeOver(_ positions: [PartitionPosition]) throws(ConnectorError) {
        noteJoined()
        var opened: [PartitionPosition] = []
        do throws(ConnectorError) {
            if !positions.isEmpty {
                let names = positions.map { partitionID($0).description }.joined(separator: ", ")
                source.log.info("\(source.owner): taking over \(names)", ["source": .text(source.name)])
                let bounds = try logBounds(of: positions)
                for (position, bound) in zip(positions, bounds) { opened.append(try open(position, in: bound)) }
            }
        } catch {
            // An assignment has to be answered, or the group could not even be left.
            answer { () throws(KafkaFailure) in try client.assign([]) }
            throw error
        }
        assigned.formUnion(opened.map { partitionID($0) })
        answer { () throws(KafkaFailure) in try client.assign(opened) }
    }

    private func open(_ position: PartitionPosition, in log: Range<Int64>) throws(ConnectorError) -> PartitionPosition {
        let id = partitionID(position)
        let wanted = try intake.open(id) { () throws(ConnectorError) in try startOffset(of: position, in: log) }
        // From here on the partition is open and has to be closed, whatever else happens.
        guard let queue = client.recordQueue(topic: position.topic, partition: position.partition) else {
            _ = intake.close([id], areRevoked: false)
            throw .inconsistent("\(source.owner): the Kafka client has no queue for \(id)")
        }
        client.wake(on: queue)
        // What was processed last is read once more where it is still there, to see whether the log is the same.
        let known = intake.newestKnown(of: id).flatMap { log.contains($0) ? $0 : nil }
        let feed = PartitionFeed(
            id: id, queue: queue, startingAt: min(known ?? wanted, wanted), target: log.upperBound)
        feeds[id] = feed
        let offset = try readableOffset(wanted, of: position, in: log)
        if offset != wanted { feed.skip(to: offset) }
        intake.noteEnd(of: id, end: max(log.upperBound, offset))
        return position.at(offset == wanted ? feed.nextOffset : offset)
    }

    /// Finishes the partitions that the group takes from us, and only then lets go of them.
    func giveUp(_ positions: [PartitionPosition]) {
        let ids = positions.map { partitionID($0) }.filter { feeds[$0] != nil }
        if !ids.isEmpty {
            let answerTime = ContinuousClock.now + Self.answerDelay
            finish(ids, areRevoked: true)
            while ContinuousClock.now < answerTime { usleep(10_000) }
        }
        // The client takes no answer, and never ends, that names what it does not read.
        let read = positions.filter { assigned.remove(partitionID($0)) != nil }
        answer { () throws(KafkaFailure) in try client.unassign(read) }
    }

    /// Closes partitions, and commits to the group how far they are processed. Records that the intake has not taken are
    /// dropped: the next owner reads them again.
    private func finish(_ ids: [PartitionID], areRevoked: Bool) {
        let names = ids.map(\.description).joined(separator: ", ")
        for id in ids { feeds[id] = nil }
        if client.hasLostAssignment {
            source.log.warning(
                """
                \(source.owner): the group has not heard of this process for a session, and may have given \(names) to \
                another member; nothing more of it is written
                """,
                ["source": .text(source.name)])
            intake.abandon(ids)
        } else {
            source.log.info("\(source.owner): letting go of \(names)", ["source": .text(source.name)])
            commitAndWait(intake.close(ids, areRevoked: areRevoked))
        }
    }

    /// Closes everything and leaves the group, so that others need not wait until it misses us.
    func leave() {
        if !feeds.isEmpty { finish(Array(feeds.keys), areRevoked: false) }
        // A member with a name does not leave by closing, but by unsubscribing and letting go of what it had.
        client.unsubscribe()
        serveEvents(within: .seconds(5)) { client.isMember }
        do throws(KafkaFailure) {
            try client.beginClose()
        } catch {
            // A client that failed for good is not in the group any more.
            return
        }
        serveEvents(within: .seconds(10)) { !client.isClosed }
    }

    private func serveEvents(within limit: Duration, while isWaiting: () -> Bool) {
        let deadline = ContinuousClock.now + limit
        while isWaiting(), ContinuousClock.now < deadline {
            guard let event = client.nextEvent(waiting: 20) else { continue }
            switch event {
            case .assigned: answer { () throws(KafkaFailure) in try client.assign([]) }
            case .revoked(let positions): giveUp(positions)
            case .logged(_, let text): source.log.debug("\(source.owner): \(text)")
            case .failed(let failure, _): source.log.debug("\(source.owner): \(failure.text)")
            default: break
            }
        }
    }

    /// Runs the call that answers a rebalance. It fails only when the group has moved on, which comes as an event.
    func answer(_ call: () throws(KafkaFailure) -> Void) {
        do throws(KafkaFailure) {
            try call()
        } catch {
            source.log.debug("\(source.owner): answering the group failed: \(error.text)")
        }
    }
}
