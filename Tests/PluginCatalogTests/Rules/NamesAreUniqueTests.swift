import PluginCatalog
import TestSupport
import Testing

@Suite struct NamesAreUniqueTests {
    @Test func `a name used twice is a remark where it is used again`() {
        expectFindings(
            in: descriptorText(
                parameterText(0), "{ \"index\": 1, \"symbol\": \"a\", \"name\": «\"N0\"» }"),
            .info("descriptor.repeated-name"), by: findings)
    }

    @Test func `an output may bear an input's name`() {
        expectFindings(
            in: descriptorText(
                parameterText(0),
                "{ \"index\": 1, \"symbol\": \"a\", \"name\": \"N0\", \"direction\": \"output\" }"),
            by: findings)
    }
}
