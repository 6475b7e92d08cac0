import ForecastScoring
import Testing

@Suite struct GateTests {
    private func parse(_ text: String) throws(GateProblem) -> [GateCondition] {
        try GateCondition.parse(text, levels: [80, 95], horizon: 12)
    }

    @Test func conditionsAreRead() throws {
        let conditions = try parse(
            " mase<0.9, coverage80 in 0.78..0.82,ratio_ewma@h12 >= 1e-1,pinball95>.5, width80<=2 ")
        #expect(conditions.map(\.figure) == [.mase, .coverage(80), .ratioToEWMA, .pinball(95), .width(80)])
        #expect(conditions.map(\.horizon) == [nil, nil, 12, nil, nil])
        #expect(
            conditions.map(\.comparison)
                == [.below(0.9), .within(0.78...0.82), .atLeast(0.1), .above(0.5), .atMost(2)])
        #expect(conditions[1].text == "coverage80 in 0.78..0.82" && conditions[2].name == "ratio_ewma@h12")
    }

    @Test(arguments: [
        "", "mase", "mase<", "mase<x", "mase=1", "mase<0.9,", "mase in 1", "mase in 1..", "mase<nan", "mase@12<1",
    ])
    func whatIsNoConditionIsRefused(text: String) {
        #expect(throws: GateProblem.self) { try parse(text) }
    }

    @Test func unknownNamesHorizonsAndRangesAreTold() {
        #expect {
            try parse("coverage90<1")
        } throws: { error in
            guard case .unknownName("coverage90", let known) = error as? GateProblem else { return false }
            return known.contains("coverage80") && known.contains("ratio_seasonal") && !known.contains("coverage90")
        }
        #expect(throws: GateProblem.noSuchHorizon(13, last: 12)) { try parse("mase@h13<1") }
        #expect(throws: GateProblem.noSuchHorizon(0, last: 12)) { try parse("mase@h0<1") }
        #expect(throws: GateProblem.emptyRange("mase in 2..1")) { try parse("mase in 2..1") }
    }

    @Test(arguments: [
        ("coverage80 in 78..82", [0.78, 0.82]), ("coverage95@h2>90", [0.9]), ("coverage80 in 0.5..82", [0.5, 0.82]),
        ("coverage80<800", [0, 1]),
    ])
    func coverageInPercentIsRefused(text: String, shares: [Double]) {
        #expect(throws: GateProblem.notAShare(text, asShares: shares)) { try parse(text) }
    }

    @Test func errorsInTheMetricsUnitAreRead() throws {
        let conditions = try parse("mae<12.5, rmse@h3<=20, coverage80<=1")
        #expect(conditions.map(\.figure) == [.mae, .rmse, .coverage(80)])
        #expect(conditions.map(\.figure.hasUnit) == [true, true, false])
    }

    @Test func comparisonsHoldAsTheyAreWritten() {
        let cases: [(GateCondition.Comparison, [Bool])] = [
            (.below(1), [true, false, false]), (.atMost(1), [true, true, false]), (.above(1), [false, false, true]),
            (.atLeast(1), [false, true, true]), (.within(1...2), [false, true, true]),
        ]
        for (comparison, expected) in cases { #expect([0.5, 1, 2].map { comparison.holds(for: $0) } == expected) }
    }

    @Test func aNumberThatIsNotDefinedFails() throws {
        let feed = Feed(horizon: 2)
        for minute in 0..<30 { feed.observe(Double(minute), Double(minute % 2), means: [0.5, 0.5]) }
        let group = AccuracyGroup.overall([feed.scores])
        let outcomes = try GateCondition.parse(
            "ratio_seasonal<100,mase<=0.5,mase@h1<0.4,mae<0.6,rmse<0.4", levels: [], horizon: 2
        )
        .map { $0.outcome(group) }
        #expect(outcomes.map(\.holds) == [false, true, false, true, false])
        #expect(outcomes.map(\.value) == [nil, 0.5, 0.5, 0.5, 0.5])
    }
}
