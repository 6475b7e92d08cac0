import Alerting
import StreamRuntime
import Telemetry
import TimeSeries

/// The metrics of a run. ops/metrics.md lists them for people.
struct RunMetrics {
    let status: RunStatus
    let isReady: Bool
    /// What became of alerts, for each receiver.
    let deliveries: [DeliveryCounts]
    let process: ProcessFigures

    enum Families {
        static let build = MetricFamily("millrace_build_info", .gauge, "1, with the version.")
        static let ready = MetricFamily("millrace_ready", .gauge, "1 while /readyz says yes, else 0.")
        static let received = MetricFamily(
            "millrace_values_received_total", .counter, "Values of records that every sink has.")
        static let values = MetricFamily(
            "millrace_values_total", .counter, "Values received, by what became of them; they add up to those received."
        )
        static let violations = MetricFamily(
            "millrace_identity_violations_total", .counter,
            "Epochs whose values received were not all accounted for; anything but 0 is a defect.")
        static let anomalies = MetricFamily("millrace_anomalies_total", .counter, "Anomalies that began.")
        static let changes = MetricFamily(
            "millrace_incident_changes_total", .counter, "Changes of incidents that were found.")
        static let refused = MetricFamily(
            "millrace_dead_lettered_records_total", .counter, "Records that could not be used, by reason.")
        static let lag = MetricFamily(
            "millrace_lag_records", .gauge, "Records of the log that not every sink has the results of.")
        static let next = MetricFamily(
            "millrace_committed_offset", .gauge, "The first offset that not every sink has the results of.")
        static let processed = MetricFamily(
            "millrace_processed_offset", .gauge, "The first offset that has not been processed.")
        static let end = MetricFamily(
            "millrace_log_end_offset", .gauge, "The offset that the next record of the log will get.")
        static let replaying = MetricFamily(
            "millrace_replaying_records", .gauge,
            "Records that are still read again before a partition goes on; 0 when its state is complete.")
        static let series = MetricFamily("millrace_series", .gauge, "Series of a partition.")
        static let epochs = MetricFamily("millrace_epochs_total", .counter, "Epochs that every sink has.")
        static let commits = MetricFamily(
            "millrace_commit_seconds", .histogram, "How long a sink took to write an epoch, waiting included.")
        static let waiting = MetricFamily(
            "millrace_sink_waiting_seconds", .gauge, "For how long a sink has owed an answer; 0 when it owes none.")
        static let queue = MetricFamily("millrace_queue_bytes", .gauge, "Bytes of records that wait for a worker.")
        static let queueLimit = MetricFamily("millrace_queue_limit_bytes", .gauge, "The most bytes that may wait.")
        static let queuedEpochs = MetricFamily(
            "millrace_queued_epochs", .gauge, "Epochs and snapshots that wait to be written.")
        static let assigned = MetricFamily(
            "millrace_source_assigned", .gauge, "1 when a source has been given its partitions, else 0.")
        static let assignments = MetricFamily(
            "millrace_assignments_total", .counter, "How often a source was given partitions: rebalances.")
        static let missing = MetricFamily(
            "millrace_missing_records_total", .counter,
            "Records that were gone before they could be read, passed over as truncated: says.")
        static let alerts = MetricFamily(
            "millrace_notifications_total", .counter, "Notifications by receiver and by what came of them.")
        static let memory = MetricFamily("process_resident_memory_bytes", .gauge, "Resident memory.")
        static let cpu = MetricFamily("process_cpu_seconds_total", .counter, "Time on processors, user and system.")
        static let descriptors = MetricFamily("process_open_fds", .gauge, "Open file descriptors.")
        static let start = MetricFamily(
            "process_start_time_seconds", .gauge, "When the program was started, since 1970.")

        static let all = [
            build, ready, received, values, violations, anomalies, changes, refused, lag, next, processed, end,
            replaying, series, epochs, commits, waiting, queue, queueLimit, queuedEpochs, assigned, assignments,
            missing, alerts, memory, cpu, descriptors, start,
        ]
    }

    var text: String {
        var page = MetricText()
        page.add(Families.build, [(["version": Program.version], 1)])
        page.add(Families.ready, isReady ? 1 : 0)
        addValues(to: &page)
        addPartitions(to: &page)
        addParts(to: &page)
        page.add(Families.memory, Double(process.residentBytes))
        page.add(Families.cpu, process.processorSeconds)
        page.add(Families.descriptors, Double(process.descriptors))
        page.add(Families.start, process.startTime)
        return page.text
    }

    private func addValues(to page: inout MetricText) {
        let tallies = status.tallies.sorted { $0.key.description < $1.key.description }
        page.add(Families.received, tallies.map { (Self.labels($0.key), Double($0.value.received)) })
        page.add(
            Families.values,
            tallies.flatMap { partition, tally in
                Disposition.allCases.map { disposition in
                    (
                        [
                            "source": partition.source, "topic": partition.topic,
                            "partition": "\(partition.partition)", "disposition": disposition.name,
                        ], Double(tally[disposition])
                    )
                }
            })
        page.add(
            Families.violations, tallies.map { (Self.labels($0.key), Double(status.violations[$0.key] ?? 0)) })
        page.add(Families.anomalies, tallies.map { (Self.labels($0.key), Double($0.value.anomalies)) })
        page.add(Families.changes, tallies.map { (Self.labels($0.key), Double($0.value.alerts)) })
        page.add(
            Families.refused,
            status.refusals.sorted { $0.key < $1.key }.map { (["reason": $0.key], Double($0.value.records)) })
    }

    private func addPartitions(to page: inout MetricText) {
        func add(_ family: MetricFamily, _ value: (PartitionStatus) -> Int64?) {
            page.add(
                family,
                status.partitions.compactMap { found in
                    value(found).map { (Self.labels(found.partition), Double($0)) }
                })
        }
        add(Families.lag, \.lag)
        add(Families.next, \.nextOffset)
        add(Families.processed, \.processedOffset)
        add(Families.end, \.endOffset)
        add(Families.replaying) { max($0.nextOffset - $0.processedOffset, 0) }
        add(Families.series) { Int64($0.series) }
        page.add(Families.epochs, Double(status.epochs))
    }

    private func addParts(to page: inout MetricText) {
        page.addHistograms(Families.commits, status.sinks.map { (["sink": $0.name], $0.commits) })
        page.add(
            Families.waiting,
            status.sinks.map { (["sink": $0.name], Double(($0.waiting ?? .zero) / .milliseconds(1)) / 1_000) })
        let workers = status.workers.enumerated()
        page.add(Families.queue, workers.map { (["worker": "\($0)"], Double($1.queuedBytes)) })
        page.add(Families.queueLimit, workers.map { (["worker": "\($0)"], Double($1.queueLimit)) })
        page.add(Families.queuedEpochs, workers.map { (["worker": "\($0)"], Double($1.queuedEpochs)) })
        let sources = status.sources.sorted { $0.key < $1.key }
        page.add(Families.assigned, sources.map { (["source": $0], $1.isAssigned ? 1 : 0) })
        page.add(Families.assignments, sources.map { (["source": $0], Double($1.assignments)) })
        page.add(Families.missing, sources.map { (["source": $0], Double($1.missingRecords)) })
        page.add(
            Families.alerts,
            deliveries.flatMap { count in
                [("delivered", count.delivered), ("refused", count.refused), ("failed", count.failed)].map {
                    (["receiver": count.receiver, "outcome": $0], Double($1))
                }
            })
    }

    private static func labels(_ partition: PartitionID) -> MetricText.Labels {
        ["source": partition.source, "topic": partition.topic, "partition": "\(partition.partition)"]
    }
}
