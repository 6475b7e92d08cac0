// swift-tools-version: 6.2
import PackageDescription

// Which target may import which is the architecture (ARCHITECTURE.md). CI builds with
// `--explicit-target-dependency-import-check error`, so an arrow that is not written here does not compile.

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// The numeric targets use 256-bit vectors and the half-precision conversions of x86-64-v3 (2013 and later);
// the program says so at start on an older processor. Other architectures use their own defaults. They are optimised in
// debug builds too: tests would take minutes otherwise, and float results would be those of other code.
let optimised = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]
#if arch(x86_64)
    let numeric = optimised + [.unsafeFlags(["-Xcc", "-march=x86-64-v3"])]
#else
    let numeric = optimised
#endif

func library(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = strict) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

// What the fuzzer calls (ops/fuzz): it needs flags of the whole build and has no `main` of its own, so that it is a part of
// the package only there.
let fuzzing: [Target] =
    Context.environment["MILLRACE_FUZZ"] == nil
    ? []
    : [
        .executableTarget(
            name: "millrace-fuzz",
            dependencies: [
                "SeriesTransforms", "Alerting", "AnomalyScoring", "FileConnector", "LiquidForecasting", "PipelineSpec",
                "PostgresConnector", "RecordDecoding", "Snapshots", "StreamRuntime", "TimeSeries",
            ],
            exclude: ["Seeds", "csv.dict", "json.dict", "spec.dict"],
            swiftSettings: numeric + [.unsafeFlags(["-parse-as-library"])])
    ]

let package = Package(
    name: "millrace",
    products: [
        .executable(name: "millrace", targets: ["millrace"]),
        .executable(name: "millrace-bench", targets: ["millrace-bench"]),
        .executable(name: "millrace-evaluate", targets: ["millrace-evaluate"]),
    ],
    targets: [
        // C libraries from Debian, each behind exactly one Swift target.
        .systemLibrary(name: "CLibRDKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibEvent", pkgConfig: "libevent", providers: [.apt(["libevent-dev"])]),
        .systemLibrary(name: "CLibZ", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CLMDB", linkerSettings: [.linkedLibrary("lmdb")]),
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),

        // Leaves: import nothing of ours, at most TimeSeries and NumericKernels.
        library("TimeSeries"),
        library("Snapshots", ["CLMDB"]),
        library("Telemetry"),
        library("NumericKernels", settings: numeric),
        library("ForecastScoring", ["NumericKernels", "TimeSeries"], settings: optimised),

        // What is learned: no pipeline in here.
        library("LiquidCells", ["NumericKernels"], settings: numeric),
        library("LiquidForecasting", ["LiquidCells", "NumericKernels"], settings: numeric),
        library("AnomalyScoring", ["NumericKernels", "TimeSeries"], settings: numeric),

        // How records move: no model in here.
        library("PipelineSpec", ["CLibYAML", "TimeSeries", "Telemetry"]),
        library("RecordDecoding", ["CSimdJSON", "TimeSeries"]),
        library("StreamRuntime", ["TimeSeries", "Snapshots", "Telemetry"]),
        library("Alerting", ["StreamRuntime", "TimeSeries", "Telemetry"]),

        // The two halves meet.
        library(
            "SeriesTransforms",
            [
                "StreamRuntime", "Alerting", "RecordDecoding", "LiquidForecasting", "AnomalyScoring", "TimeSeries",
                "Snapshots",
            ]),

        // The outside world.
        library(
            "KafkaConnector",
            ["CLibRDKafka", "StreamRuntime", "Alerting", "PipelineSpec", "Snapshots", "TimeSeries", "Telemetry"]),
        library(
            "PostgresConnector",
            ["CLibPQ", "StreamRuntime", "Alerting", "PipelineSpec", "Snapshots", "TimeSeries", "Telemetry"]),
        library(
            "HTTPConnector", ["CLibCurl", "StreamRuntime", "Alerting", "PipelineSpec", "TimeSeries", "Telemetry"]),
        library("StatusServer", ["CLibEvent", "StreamRuntime"]),
        library("FileConnector", ["CLibZ", "StreamRuntime", "PipelineSpec", "TimeSeries", "Telemetry"]),

        .executableTarget(
            name: "millrace",
            dependencies: [
                "KafkaConnector", "PostgresConnector", "FileConnector", "HTTPConnector", "StatusServer",
                "SeriesTransforms",
                "StreamRuntime", "Alerting", "RecordDecoding", "LiquidForecasting", "AnomalyScoring", "ForecastScoring",
                "PipelineSpec", "TimeSeries", "Snapshots", "Telemetry",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "millrace-bench",
            dependencies: [
                "SeriesTransforms", "StreamRuntime", "Snapshots", "Alerting", "LiquidForecasting", "AnomalyScoring",
                "NumericKernels", "RecordDecoding", "Telemetry", "TimeSeries",
            ],
            swiftSettings: numeric),
        .executableTarget(
            name: "millrace-evaluate",
            dependencies: [
                "LiquidForecasting", "AnomalyScoring", "FileConnector", "StreamRuntime", "RecordDecoding", "TimeSeries",
            ],
            swiftSettings: numeric),

        tests("TelemetryTests", ["Telemetry"]),
        tests("TimeSeriesTests", ["TimeSeries"]),
        .target(
            name: "SnapshotTesting", dependencies: ["Snapshots"], path: "Tests/SnapshotTesting", swiftSettings: strict),
        tests("SnapshotsTests", ["Snapshots", "SnapshotTesting"]),
        tests("ForecastScoringTests", ["ForecastScoring", "TimeSeries"]),
        tests("NumericKernelsTests", ["NumericKernels"]),
        tests("LiquidCellsTests", ["LiquidCells", "NumericKernels"]),
        tests("LiquidForecastingTests", ["LiquidForecasting", "LiquidCells"]),
        tests("AnomalyScoringTests", ["AnomalyScoring", "TimeSeries"]),
        .target(
            name: "AlertTesting", dependencies: ["Alerting", "TimeSeries"], path: "Tests/AlertTesting",
            swiftSettings: strict),
        tests("AlertingTests", ["Alerting", "AlertTesting", "StreamRuntime", "TimeSeries", "Telemetry"]),
        tests(
            "HTTPConnectorTests",
            ["HTTPConnector", "AlertTesting", "StreamRuntime", "Alerting", "PipelineSpec", "TimeSeries"],
            exclude: ["server.py"]),
        tests("EvaluationTests", ["millrace-evaluate", "LiquidForecasting"]),
        tests(
            "AssemblyTests",
            [
                "millrace", "PipelineSpec", "SeriesTransforms", "LiquidForecasting", "AnomalyScoring", "Alerting",
                "Telemetry",
                "TimeSeries",
            ]),
        tests("PipelineSpecTests", ["PipelineSpec", "TimeSeries"], exclude: ["Golden"]),
        tests("RecordDecodingTests", ["RecordDecoding", "TimeSeries"]),
        tests("StreamRuntimeTests", ["StreamRuntime", "TimeSeries", "Snapshots", "Telemetry"]),
        tests(
            "SeriesTransformsTests",
            [
                "SeriesTransforms", "StreamRuntime", "Alerting", "AnomalyScoring", "RecordDecoding",
                "LiquidForecasting",
                "TimeSeries", "Snapshots",
            ]),
        tests("FileConnectorTests", ["FileConnector", "PipelineSpec", "StreamRuntime", "Telemetry", "TimeSeries"]),
        tests(
            "KafkaConnectorTests",
            [
                "CLibRDKafka", "KafkaConnector", "Alerting", "PipelineSpec", "Snapshots", "SnapshotTesting",
                "StreamRuntime", "Telemetry", "TimeSeries",
            ]),
        .target(name: "ServiceTesting", path: "Tests/ServiceTesting", swiftSettings: strict),
        tests(
            "PostgresConnectorTests",
            [
                "PostgresConnector", "Alerting", "PipelineSpec", "ServiceTesting", "Snapshots", "SnapshotTesting",
                "StreamRuntime", "Telemetry", "TimeSeries",
            ]),
        tests("StatusServerTests", ["StatusServer", "StreamRuntime"]),
        tests(
            "IntegrationTests",
            [
                "CLibRDKafka", "KafkaConnector", "NumericKernels", "PipelineSpec", "ServiceTesting", "Snapshots",
                "Telemetry",
            ],
            exclude: ["tls-proxy.py", "Torture/clock.c"]),
        tests("RepositoryTests", ["PipelineSpec"]),
    ] + fuzzing,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
