import Telemetry
import Testing

/// What somebody sent is shown and does nothing.
@Suite struct OneLineTests {
    @Test func controlsBecomeSpacesAndMarksOfDirectionGo() {
        #expect("a\nb\r\u{1B}[2Jc\u{2028}d\u{202E}e\u{200F}".oneLine == "a b  [2Jc de")
        #expect("cell-17 · Zürich 📡".oneLine == "cell-17 · Zürich 📡")
    }

    @Test func linesOfATextStay() { #expect("one\ttab\n\ntwo".plainLines == "one tab\n\ntwo") }
}
