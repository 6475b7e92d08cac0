import Telemetry
import Testing

@Suite struct MetricTextTests {
    @Test func namesThatSomebodySentStayInTheirQuotes() {
        var page = MetricText()
        page.add(
            MetricFamily("a_total", .counter, "Of a."), [(["topic": "x\"}\n\\ 1"], 3), (["topic": "y"], 0.25)])
        #expect(
            page.text == """
                # HELP a_total Of a.
                # TYPE a_total counter
                a_total{topic="x\\"}\\n\\\\ 1"} 3
                a_total{topic="y"} 0.25

                """)
    }

    @Test func histogramsAreCumulative() {
        var histogram = DurationHistogram()
        for milliseconds in [4, 5, 6, 700, 40_000] { histogram.add(.milliseconds(milliseconds)) }
        var other = DurationHistogram()
        other.add(.milliseconds(1))
        histogram += other
        var page = MetricText()
        page.addHistograms(MetricFamily("b_seconds", .histogram, "Of b."), [(["sink": "pg"], histogram)])
        let lines = page.text.split(separator: "\n")
        #expect(lines.contains("b_seconds_bucket{sink=\"pg\",le=\"0.005\"} 3"))
        #expect(lines.contains("b_seconds_bucket{sink=\"pg\",le=\"1\"} 5"))
        #expect(lines.contains("b_seconds_bucket{sink=\"pg\",le=\"30\"} 5"))
        #expect(lines.contains("b_seconds_bucket{sink=\"pg\",le=\"+Inf\"} 6"))
        #expect(lines.contains("b_seconds_count{sink=\"pg\"} 6"))
        #expect(abs(histogram.sum - 40.716) < 1e-9)
    }
}
