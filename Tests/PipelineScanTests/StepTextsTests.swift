import PluginCatalog
import Testing

@testable import pipeline_scan

/// What the texts that a plugin shows are taken for.
@Suite struct StepTextsTests {
    @Test(arguments: [
        ("-6.0 dB", -6, "dB"), ("440", 440, ""), ("  +3%", 3, "%"), ("1e3 Hz", 1000, "Hz"),
        ("2e", 2, "e"), (".5 s ", 0.5, "s"), ("1.5.2", 1.5, ".2"),
    ])
    func `a number in front of a text is read with its unit`(
        text: String, value: Double, unit: String
    ) {
        #expect(ShownNumber(text)?.value == value)
        #expect(ShownNumber(text)?.unit == unit)
    }

    @Test(arguments: ["", "Saw", "-", ".", "inf", "nan", "0x10x", "1e999"])
    func `a text that begins with no finite number has none`(text: String) {
        // A hexadecimal number is a 0 with something behind it.
        #expect(ShownNumber(text).map(\.value) == (text.hasPrefix("0x") ? 0 : nil))
    }

    @Test(arguments: [
        (("-60 dB", "6 dB"), "dB"), (("20 Hz", "20 kHz"), ""), (("Off", "10 ms"), ""),
        (("0", "1"), ""), (("1/4", "4/4"), ""),
    ])
    func `a unit is one that both ends show`(ends: (String, String), unit: String) {
        #expect(ShownNumber.unit(of: ends) == unit)
    }

    @Test(arguments: [
        (["0", "1", "2"], false), (["0.00 st", "1.00 st", "2.00 st"], false),
        (["Off", "1", "2"], true), (["1x", "2x", "4x"], true), (["0: a", "1: b", "2: c"], true),
    ])
    func `texts say more than numbers when one does not fit`(texts: [String], more: Bool) {
        let steps = StepTexts(values: [0, 1, 2]) { texts[$0] }
        #expect(steps.sayMoreThanNumbers == more)
        #expect(steps.areWhole)
    }

    @Test func `choices rise, and two of one value or one without a text make no list`() {
        let falling = StepTexts(values: [2, 1, 0]) { "\($0)" }
        #expect(falling.choices.map(\.value) == [0, 1, 2])
        #expect(falling.choices.map(\.label) == ["2", "1", "0"])
        #expect(!StepTexts(values: [0, 0]) { "\($0)" }.areWhole)
        #expect(!StepTexts(values: [0, 1]) { $0 == 0 ? "" : "x" }.areWhole)
    }
}
