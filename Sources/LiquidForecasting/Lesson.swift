/// An observation has been learned from; a forecast may be issued, once.
struct Lesson: ~Copyable {
    /// What had been expected.
    let prediction: Prediction

    init(from prediction: consuming Prediction) { self.prediction = prediction }
}
