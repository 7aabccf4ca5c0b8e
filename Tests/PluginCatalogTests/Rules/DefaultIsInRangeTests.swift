import PluginCatalog
import TestSupport
import Testing

@Suite struct DefaultIsInRangeTests {
    @Test(arguments: ["-1", "1.01"])
    func `a default outside the bounds is a warning`(value: String) {
        expectFindings(
            in: descriptorText(parameterText(0, "\"min\": 0, \"max\": 1, \"default\": «\(value)»")),
            .warning("descriptor.default-outside-range"), by: findings)
    }

    @Test(arguments: ["0", "1", "0.5"])
    func `a default on or between the bounds is sound`(value: String) {
        expectFindings(
            in: descriptorText(parameterText(0, "\"min\": 0, \"max\": 1, \"default\": \(value)")),
            by: findings)
    }

    @Test func `a bound that is not given bounds nothing`() {
        expectFindings(
            in: descriptorText(parameterText(0, "\"min\": 0, \"default\": 1e9")), by: findings)
    }
}
