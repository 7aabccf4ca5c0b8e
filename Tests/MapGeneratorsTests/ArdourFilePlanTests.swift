import ControlMap
import Testing

@testable import MapGenerators

private func entry(
    _ path: String, name: String? = nil, channel: Int = 1, device: DeviceIdentity = launchControl,
    sends: [(Int, Int)] = []
) -> PlannedMap {
    PlannedMap(
        path: path, name: name ?? path, device: device, channel: channel,
        messages: sends.map { .init(channel: $0.0, kind: .controlChange, number: $0.1) })
}

private func device(_ manufacturer: String, _ model: String) -> DeviceIdentity {
    DeviceIdentity(profile: "", manufacturer: manufacturer, model: model)
}

@Suite struct ArdourFilePlanTests {
    @Test func `maps on channels of their own share one file, by channel`() {
        let plan = ardourFiles(for: [entry("b.yaml", channel: 2), entry("a.yaml", channel: 9)])
        #expect(plan.diagnostics.isEmpty)
        #expect(
            plan.files == [
                PlannedFile(
                    fileName: "novation-launch-control-xl-3.map",
                    mapName: "Novation Launch Control XL 3", manufacturer: "Novation",
                    maps: ["b.yaml", "a.yaml"])
            ])
    }

    @Test func `maps on one channel get a file each, and that is said`() {
        let plan = ardourFiles(for: [
            entry("maps/JX 10.yaml", name: "JX10"), entry("maps/dx.v2.yaml", name: "DX"),
        ])
        #expect(plan.diagnostics.map(\.code) == ["ardour.shared-channel"])
        #expect(plan.diagnostics.map(\.severity) == [.info])
        #expect(
            plan.files.map(\.fileName) == [
                "novation-launch-control-xl-3--dx-v2.map",
                "novation-launch-control-xl-3--jx-10.map",
            ])
        #expect(plan.files.map(\.mapName).last == "Novation Launch Control XL 3 - JX10")
    }

    @Test func `a control that strays onto another map's message parts them`() {
        let plan = ardourFiles(for: [
            entry("a.yaml", channel: 1, sends: [(1, 13), (2, 20)]),
            entry("b.yaml", channel: 2, sends: [(2, 20), (2, 20)]),
        ])
        #expect(plan.diagnostics.map(\.code) == ["ardour.shared-message"])
        #expect(plan.files.count == 2)
    }

    @Test func `a control that strays without meeting another does no harm`() {
        let plan = ardourFiles(for: [
            entry("a.yaml", channel: 1, sends: [(2, 21)]),
            entry("b.yaml", channel: 2, sends: [(2, 20)]),
        ])
        #expect(plan.files.count == 1 && plan.diagnostics.isEmpty)
    }

    @Test func `messages that Ardour never binds part no maps`() {
        let reset = MessageOwner(channel: 0, kind: .systemExclusive, number: 7)
        var entries = [entry("a.yaml", channel: 1), entry("b.yaml", channel: 2)]
        for index in entries.indices { entries[index].messages = [reset] }
        #expect(ardourFiles(for: entries).files.count == 1)
    }

    @Test func `more maps than channels get a file each, with a warning`() {
        let entries = (0..<17).map { entry("map\($0).yaml", channel: $0 % 16 + 1) }
        let plan = ardourFiles(for: entries)
        #expect(plan.diagnostics.map(\.code) == ["ardour.too-many-maps"])
        #expect(plan.diagnostics.map(\.severity) == [.warning])
        #expect(plan.files.count == 17)
        #expect(ardourFiles(for: Array(entries.prefix(16))).files.count == 1)
    }

    @Test func `equal file names take in folders until they differ`() {
        let plan = ardourFiles(for: [
            entry("maps/a/synth/one.yaml"), entry("maps/b/synth/one.yaml"), entry("maps/two.yaml"),
        ])
        #expect(
            plan.files.map(\.fileName) == [
                "novation-launch-control-xl-3--a-synth-one.map",
                "novation-launch-control-xl-3--b-synth-one.map",
                "novation-launch-control-xl-3--two.map",
            ])
    }

    @Test func `names that stay equal are numbered by path`() {
        let plan = ardourFiles(for: [
            entry("Maps/one.yaml", name: "One"), entry("maps/one.yaml", name: "One"),
        ])
        #expect(Set(plan.files.map(\.fileName)).count == 2)
        #expect(Set(plan.files.map(\.mapName)).count == 2)
        let second = plan.files.first { $0.maps == ["maps/one.yaml"] }
        #expect(second?.mapName == "Novation Launch Control XL 3 - One (2)")
    }

    @Test func `the order of the entries does not matter`() {
        var entries = (0..<12).map {
            entry(
                "m/\($0 % 4)/x\($0 / 4).yaml", channel: $0 % 3 + 1,
                device: $0 % 2 == 0 ? launchControl : device("Akai", "MPK"))
        }
        let plan = ardourFiles(for: entries)
        for _ in 0..<20 {
            entries.shuffle()
            let again = ardourFiles(for: entries)
            #expect(again.files == plan.files && again.diagnostics == plan.diagnostics)
        }
    }

    @Test(arguments: [
        (device("Akai", "MPK.map mini"), "akai-mpk-map-mini.map"),
        (device("", "Faders"), "faders.map"),
        (device("", ""), "controller.map"),
        (device("音", "Ω"), "u97f3-u3a9.map"),
        (device("../etc", "/passwd"), "etc-passwd.map"),
    ])
    func `a file name is a plain word that ends in the only .map`(
        device: DeviceIdentity, name: String
    ) {
        #expect(ardourFiles(for: [entry("a.yaml", device: device)]).files.map(\.fileName) == [name])
    }

    @Test func `devices whose words run together keep files and names apart`() {
        let plan = ardourFiles(for: [
            entry("a.yaml", device: device("A", "B-C")),
            entry("b.yaml", device: device("A B", "C")),
            entry("c.yaml", device: device("a", "b-c")),
        ])
        #expect(Set(plan.files.map(\.fileName)).count == plan.files.count)
        #expect(Set(plan.files.map(\.mapName)).count == plan.files.count)
    }

    @Test func `an entry knows what the controls that move something send`() {
        let entry = PlannedMap(
            map([control("a", .cc(1), target("reso")), control("b", channel: 4, .cc(2))]))
        #expect(entry.messages == [.init(channel: 1, kind: .controlChange, number: 1)])
    }
}

@Suite struct ArdourOptionsTests {
    @Test(arguments: [
        ("S1", ArdourAddress.selected(1)), ("B12", .bank(12)), ("3", .number(3)),
        ("Bass", .name("Bass")), ("Synth", .name("Synth")), ("B", .name("B")),
        ("Master", .name("Master")), ("é", .name("é")),
    ])
    func `an address is read as Ardour reads it`(text: String, address: ArdourAddress) throws {
        #expect(try ArdourAddress(parsing: text) == address)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", "S0", "B0", "0", "808 kick", "S2x", "B1s", "2nd", "my bass", "a\tb", "S99999",
    ])
    func `a strip that Ardour cannot reach is refused`(text: String) {
        #expect(throws: TargetOptionError.self) { try ArdourAddress(parsing: text) }
    }

    @Test func `versions are read and compared`() throws {
        #expect(try ArdourVersion(parsing: "7.3") == .v7_3)
        #expect(try ArdourVersion(parsing: "8") > .v7_3)
        #expect(try ArdourVersion(parsing: "9.6.1").description == "9.6")
        for text in ["", "7.", "x", "7.x", "6.8", "5", "-8", "7.3.1.2", "8 "] {
            #expect(throws: TargetOptionError.self, "\(text)") { try ArdourVersion(parsing: text) }
        }
    }

    @Test(arguments: [ArdourAddress.selected(0), .bank(-1), .number(0), .name("a b"), .name("S1")])
    func `an address that no text gives is refused`(address: ArdourAddress) {
        #expect(throws: TargetOptionError.self) { try ArdourOptions(address: address) }
    }

    @Test func `slots count from one`() {
        #expect(throws: TargetOptionError.self) { try ArdourOptions(slot: 0) }
    }
}
