import Foundation
import Telemetry
import Testing

@testable import millrace

/// ops/metrics.md is what people write their alerts and dashboards by.
@Suite struct MetricsListTests {
    @Test func everyMetricIsListedAndEveryListedOneIsThere() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("ops/metrics.md"), encoding: .utf8)
        let listed = page.matches(of: /\n\| `(\w+)` \| (\w+) \| [^|]* \| ([^|]+) \|/).map {
            "\($0.1) \($0.2) \($0.3)"
        }
        #expect(listed == RunMetrics.Families.all.map { "\($0.name) \($0.kind.rawValue) \($0.help)" })
    }

    @Test func namesAreThoseThatPrometheusWants() {
        for family in RunMetrics.Families.all {
            #expect(family.name.wholeMatch(of: /(millrace|process)_[a-z_]+/) != nil)
            #expect(family.name.hasSuffix("_total") == (family.kind == .counter))
            #expect(family.help.hasSuffix("."))
        }
    }
}
