import PluginCatalog
import TestSupport
import Testing

@Suite struct CountIsTrueTests {
    @Test func `a wrong count is corrected`() {
        expectFindings(
            in: descriptorText(parameterText(0), count: "«7»"),
            .warning("descriptor.wrong-count", fixIt: "1"), by: findings)
    }
}
