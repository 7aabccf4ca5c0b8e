import PluginCatalog
import TestSupport
import Testing

@Suite struct SymbolsAreUniqueTests {
    @Test func `a symbol used twice is pointed at where it is used again`() {
        expectFindings(
            in: descriptorText(
                parameterText(0), "{ \"index\": 1, \"symbol\": «\"s0\"», \"name\": \"A\" }",
                "{ \"index\": 2, \"symbol\": «\"s0\"», \"name\": \"B\" }"),
            .error("descriptor.repeated-symbol"), .error("descriptor.repeated-symbol"),
            by: findings)
    }

    @Test func `one parameter without a symbol among others is a warning`() {
        expectFindings(
            in: descriptorText(parameterText(0), "«»{ \"index\": 1, \"name\": \"A\" }"),
            .warning("descriptor.missing-symbol"), by: findings)
    }

    @Test func `a file that knows no symbols gets one remark`() {
        expectFindings(
            in: descriptorText(
                "«»{ \"index\": 0, \"name\": \"A\" }", "{ \"index\": 1, \"name\": \"B\" }"),
            .info("descriptor.missing-symbol"), by: findings)
    }
}
