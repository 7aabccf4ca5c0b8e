import RuntimeMap
import Testing

/// A program that is killed hard with notes held at what is no port of another's.
@Suite struct SequencerGuardTests {
    /// A map with one output and no control that matters.
    static func map(to request: String) -> [UInt8] {
        RuntimeMap(
            name: "one output", device: RuntimeDevice(manufacturer: "", model: "", port: ""),
            plugin: nil,
            outputs: [
                RuntimeOutput(name: "wire", kind: .midi(RuntimePort(request: request)))
            ], bindings: []
        ).binary()
    }

    private static let run = SequencerMachine.run(
        "guarded.py", ["--virtual-time", "--timeout", "240"],
        files: [
            "raw.map": map(to: "rawmidi:hw:0,1"), "pipe.map": map(to: "file:/tmp/pipe"),
            "open.map": map(to: ""),
        ])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test(arguments: ["device", "pipe", "card"])
    func `all is off within 200 ms at a raw device, a pipe and a card`(place: String) {
        #expect(Self.run["\(place).held"] == 16)
        #expect(Self.run["\(place).sounding"] == 0)
        #expect(Self.run["\(place).pedals"] == 0)
        #expect(Self.run["\(place).ends"] == 1)
        let milliseconds: Double = Self.run["\(place).milliseconds"] ?? -1
        #expect((0...200).contains(milliseconds), "\(milliseconds)")
    }

    @Test func `the first byte of the guard is a status, whatever was cut off before`() {
        #expect(Self.run["pipe.begins_with_status"] == true)
    }

    @Test func `whoever listens to our port hears the end, also who came late`() throws {
        let listeners: [[String: Any]] = try #require(Self.run["listeners"])
        #expect(listeners.count == 2)
        for heard in listeners {
            #expect(heard["notes_off"] as? Int == 16)
            #expect(heard["pedals_up"] as? Int == 1)
            #expect(heard["ends"] as? Int == 1)
            let milliseconds = heard["milliseconds"] as? Double ?? -1
            #expect((0...200).contains(milliseconds), "\(milliseconds)")
        }
    }
}
