import PluginCatalog
import Testing

@Suite struct ParameterLookupTests {
    private let lookup = ParameterLookup(
        PluginDescriptor(
            identity: PluginIdentity(format: .lv2, uri: "urn:p"), name: "P",
            parameters: [
                PluginParameter(index: 0, port: 2, symbol: "a", name: "Level"),
                PluginParameter(index: 1, port: 5, symbol: "b", name: "Level"),
                PluginParameter(index: 2, port: 6, symbol: "", name: "level"),
            ]))

    @Test func `a symbol finds its parameter, exactly`() {
        #expect(lookup.parameter(symbol: "b")?.index == 1)
        #expect(lookup.parameter(symbol: "B") == nil)
        #expect(lookup.parameter(symbol: "") == nil)
    }

    @Test func `a name finds all that bear it`() {
        #expect(lookup.parameters(named: "Level").map(\.index) == [0, 1])
        #expect(lookup.parameters(named: "x").isEmpty)
    }

    @Test func `a port and an index find their parameter, outside they find none`() {
        #expect(lookup.parameter(port: 5)?.index == 1)
        #expect(lookup.parameter(port: 0) == nil)
        #expect(lookup.parameter(index: 2)?.port == 6)
        #expect(lookup.parameter(index: 3) == nil)
        #expect(lookup.parameter(index: -1) == nil)
    }
}
