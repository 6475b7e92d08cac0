import Alerting
import Foundation
import LiquidForecasting
import PipelineSpec
import PostgresConnector
import StatusServer
import StreamRuntime
import Telemetry

/// `millrace run`: a pipeline from its files to its end.
struct PipelineRun {
    let options: RunOptions

    func run() throws -> ExitCode {
        guard Processor.isSupported else {
            Terminal.error("error: this processor lacks AVX2, FMA or F16C, which Millrace is built for")
            return .unavailable
        }
        let format = options.logFormat ?? (Terminal.isError ? .human : .json)
        let log = Log(format: format, threshold: options.logLevel)
        let loaded = try PipelineFile.load(
            paths: options.paths, environment: ProcessInfo.processInfo.environment)
        for warning in loaded.warnings { report(warning, log) }
        let assembly = PipelineAssembly(spec: loaded.spec, log: log)
        let pipeline: Pipeline
        let delivery: AlertDelivery?
        do throws(ConnectorError) {
            pipeline = try assembly.pipeline(endsWhenCaughtUp: options.endsWhenCaughtUp, workers: options.workers)
            delivery = try assembly.delivery()
        } catch {
            return end(with: error, log)
        }
        let pages = RunPages(name: loaded.spec.name, pipeline: pipeline, stop: StopMoment())
        let server: StatusServer?
        do throws(ConnectorError) {
            server = try pages.serve(at: loaded.spec.runtime.http, log)
        } catch {
            return end(with: error, log)
        }
        defer { server?.stop() }
        return run(pages, delivery, loaded.spec, log)
    }

    private func run(
        _ pages: RunPages, _ delivery: AlertDelivery?, _ spec: PipelineSpec, _ log: Log
    ) -> ExitCode {
        let (pipeline, stop) = (pages.pipeline, pages.stop)
        log.info("pipeline \(spec.name): starting", ["pipeline": .text(spec.name)])
        let signals = ShutdownSignals { name in
            stop.set()
            log.info("\(name): finishing what has been read; once more ends at once")
            pipeline.stop()
        }
        defer { signals.stop() }
        let started = ContinuousClock.now
        let progress = RunProgress(pipeline: pipeline, log: log, shows: log.format == .human && Terminal.isError)
        var dispatcher: AlertDispatcher?
        let failure: ConnectorError?
        do throws(ConnectorError) {
            try pipeline.run {
                dispatcher = delivery?.start(log)
                pages.tell(of: dispatcher)
                declareModels(of: spec, log)
            }
            failure = nil
        } catch {
            failure = error
        }
        let elapsed = ContinuousClock.now - started
        progress.stop()
        let status = pipeline.status
        // A run that could not begin has nothing to sum up.
        if failure == nil || status.tally.received > 0 {
            RunSummary(
                status: status, pipeline: spec.name, deadLetterSinks: spec.deadLetter.sinks, elapsed: elapsed
            ).write(to: log)
        }
        if let dispatcher {
            let limit = patience(failed: failure != nil, stop.moment, drain: spec.runtime.drainMicroseconds)
            // Of a run that ends by itself, all that it found is told; who is stopped leaves what waits to the next run.
            let isComplete = failure == nil && stop.moment == nil
            DeliverySummary(counts: dispatcher.finish(within: limit, awaitingStorms: isComplete)).write(to: log)
        }
        if let failure { return end(with: failure, log) }
        guard pipeline.status.addsUp else {
            log.error("the counts do not add up: this is a defect of Millrace, please report it")
            return .software
        }
        return .ok
    }

    /// Writes down with which models the pipeline runs, for `explain --against running`.
    private func declareModels(of spec: PipelineSpec, _ log: Log) {
        for sink in spec.sinks {
            guard case .postgres(let postgres) = sink.kind else { continue }
            do throws(ConnectorError) {
                try PostgresRunningModels(url: postgres.url, owner: "sink \(sink.name)").declare(
                    spec.models.map { ($0.name, RunningModel($0, of: spec).json) }, of: spec.name)
            } catch {
                log.warning("what the pipeline runs with was not written down: \(error.description)")
            }
        }
    }

    /// How long the end waits for alerts that receivers take: what is left is delivered by the next run.
    private func patience(failed: Bool, _ stop: ContinuousClock.Instant?, drain: Int64) -> Duration {
        if failed { return .seconds(2) }
        guard let stop else { return .seconds(30) }
        return max(.zero, stop + .microseconds(drain) - .now)
    }

    private func report(_ warning: SpecProblem, _ log: Log) {
        if log.format == .human {
            Terminal.error(warning.rendered(colour: Terminal.mayColour))
        } else {
            log.warning("\(warning.mark.file):\(warning.mark.line):\(warning.mark.column): \(warning.message)")
        }
    }

    private func end(with failure: ConnectorError, _ log: Log) -> ExitCode {
        log.error(failure.description)
        return Failure.code(of: failure)
    }
}
