import PluginCatalog
import TestSupport
import Testing

@Suite struct ChoicesFitTests {
    @Test func `a choice outside the bounds is a warning at its value`() {
        let choices = "[{ \"label\": \"a\", \"value\": 0 }, { \"label\": \"b\", \"value\": «2» }]"
        expectFindings(
            in: descriptorText(parameterText(0, "\"min\": 0, \"max\": 1, \"choices\": \(choices)")),
            .warning("descriptor.choice-outside-range"), by: findings)
    }

    @Test func `choices that fall are an error at the first that does`() {
        let choices = """
            [{ "label": "a", "value": 2 }, { "label": "b", "value": «1» }, { "label": "c", "value": 0 }]
            """
        expectFindings(
            in: descriptorText(parameterText(0, "\"choices\": \(choices)")),
            .error("descriptor.choices-not-rising"), by: findings)
    }

    @Test func `the type choice without choices is a warning`() {
        expectFindings(
            in: descriptorText(parameterText(0, "\"type\": «\"choice\"»")),
            .warning("descriptor.no-choices"), by: findings)
    }
}
