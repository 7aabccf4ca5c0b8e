import PluginCatalog
import TestSupport
import Testing

@Suite struct RangeRisesTests {
    @Test func `a maximum below the minimum is an error`() {
        expectFindings(
            in: descriptorText(parameterText(0, "\"min\": 1, \"max\": «0.5»")),
            .error("descriptor.falling-range"), by: findings)
    }

    @Test func `equal bounds of an input are a warning, of an output nothing`() {
        expectFindings(
            in: descriptorText(
                parameterText(0, "\"min\": 1, \"max\": «1»"),
                parameterText(1, "\"direction\": \"output\", \"min\": 1, \"max\": 1")),
            .warning("descriptor.single-value-range"), by: findings)
    }

    @Test func `bounds that are not given are sound`() {
        expectFindings(
            in: descriptorText(parameterText(0, "\"min\": 1"), parameterText(1, "\"max\": null")),
            by: findings)
    }
}
