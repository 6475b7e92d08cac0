/// A figure that a protocol's result is to be seen beside: mean squared errors.
struct PublishedFigure {
    let data: String
    let proto: EvaluationProtocol
    let horizon: Int
    /// That of the reference algorithm.
    let reference: Double
    /// The lowest that was published for a method that learns only from targets that have arrived; NaN where none was.
    let published: Double
    /// What this forecaster is to reach.
    let goal: Double

    private init(
        _ data: String, _ proto: EvaluationProtocol, _ horizon: Int, _ reference: Double, _ published: Double,
        _ goal: Double
    ) {
        self.data = data
        self.proto = proto
        self.horizon = horizon
        self.reference = reference
        self.published = published
        self.goal = goal
    }

    static let all = [
        PublishedFigure("ETTh1", .online, 1, 0.2213, .nan, 0.205),
        PublishedFigure("ETTh1", .online, 24, 0.6465, .nan, 0.610),
        PublishedFigure("ETTh1", .online, 48, 0.7578, .nan, 0.720),
        PublishedFigure("ETTh1", .sixty, 1, 0.1182, 0.1107, 0.107),
        PublishedFigure("ETTh1", .sixty, 24, 0.3059, 0.2942, 0.282),
        PublishedFigure("ETTh1", .sixty, 48, 0.3482, 0.3431, 0.322),
        PublishedFigure("ETTm1", .online, 1, 0.1003, 0.096, 0.094),
        PublishedFigure("ETTm1", .online, 24, 0.4572, 0.418, 0.410),
        PublishedFigure("ETTm1", .online, 48, 0.5938, 0.554, 0.540),
        PublishedFigure("ETTm1", .sixty, 1, 0.0545, 0.0509, 0.0505),
        PublishedFigure("ETTm1", .sixty, 24, 0.2372, 0.2148, 0.213),
        PublishedFigure("ETTm1", .sixty, 48, 0.3029, 0.2865, 0.284),
        PublishedFigure("wth_hourly", .online, 1, 0.1583, 0.156, 0.153),
        PublishedFigure("wth_hourly", .online, 24, 0.3375, .nan, 0.330),
        PublishedFigure("wth_hourly", .online, 48, 0.4219, .nan, 0.412),
    ]
}
