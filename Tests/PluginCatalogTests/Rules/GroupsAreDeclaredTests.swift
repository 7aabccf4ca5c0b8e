import PluginCatalog
import TestSupport
import Testing

@Suite struct GroupsAreDeclaredTests {
    @Test func `a misspelt group is corrected to the nearest`() {
        expectFindings(
            in: descriptorText(
                parameterText(0, "\"group\": «\"filtr\"»"),
                groups: "\"filter\": { \"name\": \"Filter\", \"parameters\": [0] }"),
            .warning("descriptor.unknown-group", fixIt: "\"filter\""), by: findings)
    }

    @Test func `a group that does not list its parameter is a warning`() {
        expectFindings(
            in: descriptorText(
                parameterText(0, "\"group\": «\"g\"»"),
                groups: "\"g\": { \"name\": \"G\", \"parameters\": [] }"),
            .warning("descriptor.not-in-group"), by: findings)
    }
}
