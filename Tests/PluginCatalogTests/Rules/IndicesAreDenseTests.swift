import PluginCatalog
import TestSupport
import Testing

@Suite struct IndicesAreDenseTests {
    @Test func `indices that count from 0 are sound`() {
        expectFindings(in: descriptorText(parameterText(0), parameterText(1)), by: findings)
    }

    @Test func `the first index that leaves a gap is pointed at, and only that`() {
        expectFindings(
            in: descriptorText(
                parameterText(0), "{ \"index\": «2», \"symbol\": \"a\", \"name\": \"A\" }",
                parameterText(3)),
            .error("descriptor.index-gap"), by: findings)
    }

    @Test func `counting from 1 is a gap at the first parameter`() {
        expectFindings(
            in: descriptorText("{ \"index\": «1», \"symbol\": \"a\", \"name\": \"A\" }"),
            .error("descriptor.index-gap"), by: findings)
    }

    @Test func `an index used twice is pointed at where it is used again`() {
        expectFindings(
            in: descriptorText(
                parameterText(0), "{ \"index\": «0», \"symbol\": \"a\", \"name\": \"A\" }"),
            .error("descriptor.repeated-index"), by: findings)
    }
}
