import ControlRuntime
import Testing

@Suite struct PortLookupTests {
    /// A directory of ports by `client:port`; numbers in their order.
    private func directory(_ names: [String], _ directions: PortDirections = .takes)
        -> PortDirectory
    {
        var directory = PortDirectory()
        _ = directory.update(
            names.enumerated().map { place, name in
                let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
                return PortDescription(
                    PortIdentity(client: parts[0], port: parts[1]),
                    at: PortAddress(client: UInt8(128 + place), port: 0), directions)
            })
        return directory
    }

    private func found(_ request: String, among names: [String]) -> String? {
        if case .found(let port) = directory(names).lookup(request, .takes) { return port.name }
        return nil
    }

    @Test(arguments: [
        ("Synth:in", "Synth:in"), ("in", "Synth:in"), ("Synth", "Synth:in"),
        ("synth:IN", "Synth:in"), ("SYNTH", "Synth:in"), ("  Synth  ", "Synth:in"),
        ("Sy", "Synth:in"), ("nth:i", "Synth:in"),
    ])
    func `a port is found by its names, whatever the case, and by a part`(
        request: String, name: String
    ) {
        #expect(found(request, among: ["Synth:in", "Drums:pads"]) == name)
    }

    @Test(arguments: [
        // Exact before other case, other case before words, words before parts.
        ("synth", ["Synth:a", "synth:b"], "synth:b"),
        ("SYNTH", ["synth:a", "My Synth:b"], "synth:a"),
        ("synth", ["Synthesizer:a", "My Synth:b"], "My Synth:b"),
        // Both names before the port's, the port's before the client's.
        ("A:B", ["A:B", "X:A:B"], "A:B"), ("Out", ["Desk:Out", "Out:Main"], "Desk:Out"),
        ("Port 1", ["Box:Port 1", "Box:Port 10"], "Box:Port 1"),
        ("port 1", ["Box:Port 10", "Box:Port 1", "Box:Port 11"], "Box:Port 1"),
        ("bus 1", ["IAC Driver:Bus 1", "IAC Driver:Bus 12"], "IAC Driver:Bus 1"),
        ("Müller", ["MÜLLER:ein", "Muller:zwei"], "MÜLLER:ein"),
        ("клавиши", ["Мои Клавиши:вход", "Synth:in"], "Мои Клавиши:вход"),
        ("シンセ", ["新しいシンセ:入力", "Synth:in"], "新しいシンセ:入力"),
        // The same letters, composed or not.
        ("Mu\u{308}ller", ["Müller:ein", "Muller:zwei"], "Müller:ein"),
        ("MU\u{308}LL", ["Müller:ein", "Muller:zwei"], "Müller:ein"),
        ("straße 1", ["STRASSE:1", "Straße 10:a", "STRAßE 1:a"], "STRAßE 1:a"),
        ("129:0", ["A:x", "B:y"], "B:y"), ("129:0", ["A:129:0", "B:y"], "A:129:0"),
    ])
    func `the nearest kind of likeness decides`(
        request: String, names: [String], expected: String
    ) {
        #expect(found(request, among: names) == expected)
    }

    @Test(arguments: [
        ("Port 1", ["Box:Port 10"]), ("Port 1", ["Box:Port 21", "Box:Port 11"]),
        ("1:0", ["Box:Port 21:0"]), ("Bus 2", ["IAC:Bus 20"]), ("piano", ["Synth:in"]),
    ])
    func `a number is never cut, and what fits nothing is told with all names`(
        request: String, names: [String]
    ) {
        #expect(directory(names).lookup(request, .takes) == .unknown(names.sorted()))
    }

    @Test(arguments: [
        ("box", ["Box A:in", "Box B:in"], ["Box A:in", "Box B:in"]),
        ("in", ["Box A:in", "Box B:in", "C:out"], ["Box A:in", "Box B:in"]),
        ("Desk", ["Desk:a", "Desk:b"], ["Desk:a", "Desk:b"]),
        ("bus 1", ["IAC:Bus 1", "Virtual:Bus 1", "IAC:Bus 10"], ["IAC:Bus 1", "Virtual:Bus 1"]),
        ("клавиши", ["Клавиши:а", "Клавиши:б"], ["Клавиши:а", "Клавиши:б"]),
    ])
    func `a request that fits several is an error that names them`(
        request: String, names: [String], candidates: [String]
    ) {
        #expect(directory(names).lookup(request, .takes) == .ambiguous(candidates))
    }

    @Test(arguments: ["", "   ", "\t"])
    func `an empty request finds nothing`(request: String) {
        #expect(directory(["A:b"]).lookup(request, .takes) == .empty(["A:b"]))
    }

    @Test func `ports of the other direction are not candidates`() {
        let directory = directory(["A:b"], .gives)
        #expect(directory.lookup("A:b", .takes) == .unknown([]))
        #expect(directory.lookup("A:b", .gives) == .found(directory.ports[0]))
    }

    @Test(arguments: [
        ("Box:in", 128), ("Box:in #1", 128), ("Box:in #2", 129), ("box #2", 129), ("in #3", 130),
    ])
    func `of ports with one name the first is meant, or the one whose number is given`(
        request: String, client: Int
    ) {
        let answer = directory(["Box:in", "Box:in", "Box:in"]).lookup(request, .takes)
        guard case .found(let port) = answer else {
            Issue.record("\(request): \(answer)")
            return
        }
        #expect(Int(port.address.client) == client)
    }

    @Test func `a number that nobody has finds nothing`() {
        #expect(found("Box:in #4", among: ["Box:in", "Box:in"]) == nil)
        #expect(found("Box:in #0", among: ["Box:in"]) == nil)
    }

    @Test func `a number sign in a name is a part of it`() {
        #expect(found("Key #2", among: ["Key #2:in", "Key:in"]) == "Key #2:in")
    }
}
