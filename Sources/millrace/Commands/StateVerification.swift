import PipelineSpec
import PostgresConnector
import SeriesTransforms
import Snapshots
import StreamRuntime
import TimeSeries

/// Compares what is kept of a pipeline's state with its check values, its settings and its sinks.
struct StateVerification {
    let assembly: PipelineAssembly
    let store: any SnapshotStore

    func run(_ names: [SnapshotName]) throws -> ExitCode {
        guard !names.isEmpty else {
            print("no snapshot of \(assembly.spec.name) is kept")
            return .data
        }
        let programs = try assembly.programs()
        var isSound = true
        for name in names { isSound = try check(name, programs) && isSound }
        for name in try written() where !names.contains(name) {
            print(
                "\(name.source), \(name.topic)/\(name.partition): there is no snapshot, though results have been written"
            )
            isSound = false
        }
        return isSound ? .ok : .data
    }

    /// What the first PostgreSQL sink has results of, of the pipeline's sources.
    private func written() throws -> [SnapshotName] {
        guard let warehouse = assembly.spec.sinks.warehouse else { return [] }
        let sources = Set(assembly.spec.sources.map(\.name))
        return try PostgresReader(url: warehouse.spec.url).partitions(of: assembly.spec.name)
            .filter { sources.contains($0.source) }
            .map {
                SnapshotName(
                    pipeline: assembly.spec.name, source: $0.source, topic: $0.topic, partition: $0.partition)
            }
    }

    /// Prints a line for each snapshot, and each fault.
    ///
    /// - Returns: whether all are whole, and the newest would be used.
    private func check(_ name: SnapshotName, _ programs: ForecastingPrograms) throws -> Bool {
        let partition = PartitionID(source: name.source, topic: name.topic, partition: name.partition)
        let heads: [SnapshotHead]
        var faults: [String]
        do throws(SnapshotError) {
            let found = try store.heads(of: name)
            heads = found.heads
            faults = found.problems.map(\.description)
        } catch {
            heads = []
            faults = [error.description]
        }
        for (index, head) in heads.enumerated() {
            let check = String(head.contentCheck, radix: 16)
            let text =
                "\(partition): offset \(head.offset), \(Figures.count(Int64(head.entryCount))) series, check value \(check)"
            if let damage = damage(in: head, name) {
                faults.append(damage)
            } else if index == 0, let reason = try reasonNotToUse(head, partition, programs) {
                faults.append("\(text): whole, but would not be used: \(reason)")
            } else {
                print("\(text): whole")
            }
        }
        if heads.isEmpty, faults.isEmpty { faults = ["\(partition): there is no snapshot"] }
        for fault in faults { print(fault) }
        return faults.isEmpty
    }

    /// What is wrong with a snapshot; nil where nothing is, or where it was replaced by a newer one meanwhile.
    private func damage(in head: SnapshotHead, _ name: SnapshotName) -> String? {
        do throws(SnapshotError) {
            try store.verify(head, of: name)
            return nil
        } catch {
            let isThere = (try? store.heads(of: name).heads.contains(head)) ?? true
            return isThere ? error.description : nil
        }
    }

    private func reasonNotToUse(
        _ head: SnapshotHead, _ partition: PartitionID, _ programs: ForecastingPrograms
    ) throws -> String? {
        guard assembly.spec.sources.contains(where: { $0.name == partition.source }) else {
            return "the pipeline has no source \(partition.source)"
        }
        let progress = try assembly.spec.sinks.map { try assembly.progress(of: partition, in: $0) }
        guard let plan = RecoveryPlan(resuming: progress) else { return "no sink has results of the partition" }
        return head.flaw(
            notAfter: plan.recordsFrom, start: plan.start, fingerprint: programs.fingerprint(of: partition)
        ).map { "it \($0)" }
    }
}
