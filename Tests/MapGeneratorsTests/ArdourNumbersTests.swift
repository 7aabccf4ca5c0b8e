import MapGenerators
import PluginCatalog
import Testing

/// The numbers of all versions, side by side.
@Suite struct ArdourNumbersTests {
    private func plugin(_ format: PluginFormat, _ names: [String]) -> PluginDescriptor {
        PluginDescriptor(
            identity: PluginIdentity(format: format, id: "any"), name: "Any",
            parameters: names.enumerated().map { place, name in
                PluginParameter(
                    index: place, port: place, symbol: "\(place)", name: name,
                    isAutomatable: name != "Fixed")
            })
    }

    @Test(arguments: [PluginFormat.lv2, .ladspa, .vst2])
    func `versions that count alike are one`(format: PluginFormat) {
        let found = ArdourNumbers.all(of: plugin(format, ["Gain", "Fixed", "Mix"]))
        #expect(found == [ArdourNumbers(first: nil, end: nil, numbers: [1, 2, 3])])
    }

    @Test func `versions that count otherwise are told from which one on`() {
        let found = ArdourNumbers.all(of: plugin(.vst3, ["Fixed", "MIDI Ch. 1 CC 0", "Mix"]))
        #expect(found.map(\.numbers) == [[nil, 1, 2], [1, 2, 3], [1, nil, 2]])
        #expect(found.map { $0.first?.description ?? "-" } == ["-", "7.5", "8.8"])
        #expect(found.map { $0.end?.description ?? "-" } == ["7.5", "8.8", "-"])
    }

    @Test(arguments: [PluginFormat.clap, .dssi])
    func `formats that are not hosted have no numbers`(format: PluginFormat) {
        #expect(ArdourNumbers.all(of: plugin(format, ["Gain"])).map(\.numbers) == [[nil]])
    }
}
