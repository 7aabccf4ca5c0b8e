import ControlRuntime
import Testing

@Suite struct PortDirectoryTests {
    private func port(
        _ name: String, _ client: UInt8, card: String = "", directions: PortDirections = .takes
    ) -> PortDescription {
        PortDescription(
            PortIdentity(client: name, port: "in", card: card),
            at: PortAddress(client: client, port: 0), directions)
    }

    private func names(_ directory: PortDirectory) -> [String] {
        directory.ports.map { "\($0.name) \($0.address)" }
    }

    @Test func `twins are numbered by where they are plugged, not by the order of plugging`() {
        var directory = PortDirectory()
        _ = directory.update([port("Box", 20, card: "usb-2"), port("Box", 24, card: "usb-1")])
        #expect(names(directory) == ["Box:in 24:0", "Box:in #2 20:0"])
    }

    @Test func `a twin keeps its number while the other is away, and the other gets its own back`()
    {
        var directory = PortDirectory()
        let (first, second) = (port("Box", 20, card: "usb-1"), port("Box", 24, card: "usb-2"))
        _ = directory.update([first, second])
        _ = directory.update([second])
        #expect(names(directory) == ["Box:in #2 24:0"])
        // It came back as another client.
        _ = directory.update([second, port("Box", 28, card: "usb-1")])
        #expect(names(directory) == ["Box:in 28:0", "Box:in #2 24:0"])
    }

    @Test func `a request without a number never means the second of twins`() {
        var directory = PortDirectory()
        let (first, second) = (port("Box", 20, card: "usb-1"), port("Box", 24, card: "usb-2"))
        _ = directory.update([first, second])
        _ = directory.update([second])
        #expect(directory.lookup("Box", .takes) == .unknown(["Box:in #2"]))
    }

    @Test func `an update tells what came and what went`() {
        var directory = PortDirectory()
        let came = directory.update([port("A", 128), port("B", 129)])
        #expect(came.came.map(\.name) == ["A:in", "B:in"] && came.gone.isEmpty)
        let then = directory.update([port("B", 129), port("C", 130)])
        #expect(then.came.map(\.name) == ["C:in"] && then.gone.map(\.name) == ["A:in"])
    }

    @Test func `the generation rises when something changed, and only then`() {
        var directory = PortDirectory()
        let start = directory.generation
        _ = directory.update([port("A", 128)])
        let first = directory.generation
        #expect(first > start)
        #expect(directory.update([port("A", 128)]).isEmpty)
        #expect(directory.generation == first)
        // The same name at another number is another port.
        _ = directory.update([port("A", 130)])
        #expect(directory.generation > first)
    }

    @Test func `a port at an address is known`() {
        var directory = PortDirectory()
        _ = directory.update([port("A", 128)])
        #expect(directory.port(at: PortAddress(client: 128, port: 0))?.name == "A:in")
        #expect(directory.port(at: PortAddress(client: 128, port: 1)) == nil)
    }

    @Test func `a card whose name is not known yet may be any`() {
        let named = PortIdentity(client: "A", port: "in", card: "usb-1")
        #expect(named.isLike(PortIdentity(client: "A", port: "in")))
        #expect(!named.isLike(PortIdentity(client: "A", port: "in", card: "usb-2")))
        #expect(!named.isLike(PortIdentity(client: "B", port: "in", card: "usb-1")))
    }
}

@Suite struct PortCacheTests {
    private func directory(_ clients: [String]) -> PortDirectory {
        var directory = PortDirectory()
        _ = directory.update(described(clients))
        return directory
    }

    private func described(_ clients: [String]) -> [PortDescription] {
        clients.enumerated().map { place, client in
            PortDescription(
                PortIdentity(client: client, port: "in"),
                at: PortAddress(client: UInt8(128 + place), port: 0), .takes)
        }
    }

    @Test func `a request is looked up once while no port comes or goes`() {
        let directory = directory(["A", "B"])
        var cache = PortCache()
        let place = cache.place(of: "B", .takes)
        for _ in 0..<100 {
            #expect(cache.answer(place, in: directory) == .found(directory.ports[1]))
        }
        #expect(cache.lookupCount == 1)
    }

    @Test func `a request is looked up again when ports changed`() {
        var directory = directory(["A"])
        var cache = PortCache()
        let place = cache.place(of: "B", .takes)
        #expect(cache.answer(place, in: directory) == .unknown(["A:in"]))
        _ = directory.update(described(["A", "B"]))
        #expect(cache.answer(place, in: directory) == .found(directory.ports[1]))
        #expect(cache.lookupCount == 2)
    }

    @Test func `the same request has the same place, but not for the other direction`() {
        var cache = PortCache()
        let place = cache.place(of: "A", .takes)
        #expect(cache.place(of: "A", .takes) == place)
        #expect(cache.place(of: "A", .gives) != place)
        #expect(cache.place(of: "a", .takes) != place)
    }
}
