import PluginCatalog
import TestSupport
import Testing

@Suite struct GroupMembersExistTests {
    @Test func `an index that no parameter has is pointed at`() {
        expectFindings(
            in: descriptorText(
                parameterText(0),
                groups: "\"g\": { \"name\": \"G\", \"parameters\": [0, «1», «-1»] }"),
            .error("descriptor.unknown-member"), .error("descriptor.unknown-member"), by: findings)
    }
}
