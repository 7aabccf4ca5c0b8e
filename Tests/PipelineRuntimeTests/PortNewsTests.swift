import ALSAMIDI
import ControlRuntime
import Testing

@testable import pipeline_runtime

/// Which ports are asked for after announcements.
@Suite struct PortNewsTests {
    private func news(_ announcements: PortWatcher.Announcement...) -> PortNews {
        announcements.reduce(into: PortNews()) { $0.add($1) }
    }

    private func port(_ client: UInt8, _ port: UInt8) -> PortAddress {
        PortAddress(client: client, port: port)
    }

    @Test func `a port that came is the only one asked for`() {
        let told = news(.portStart(port(20, 1))).toldOf([port(14, 0), port(20, 0)])
        #expect(told == [port(20, 1)])
    }

    @Test func `one that went is not asked for, and forgotten`() {
        let news = news(.portExit(port(20, 1)))
        #expect(news.toldOf([port(20, 0), port(20, 1)]) == [])
        #expect(news.hasGone(port(20, 1)) && !news.hasGone(port(20, 0)))
    }

    @Test func `with a client all its ports go`() {
        let news = news(.clientExit(20))
        #expect(news.hasGone(port(20, 7)))
        #expect(news.toldOf([port(20, 7)]) == [])
    }

    @Test func `another client under the number of one that went is asked for`() {
        let news = news(.portStart(port(20, 3)), .clientExit(20), .portStart(port(20, 0)))
        #expect(news.toldOf([port(20, 3)]) == [port(20, 0)])
    }

    @Test func `a client that changes its name has all its ports asked for`() {
        let told = news(.portChange(port(20, 0))).toldOf([port(20, 0), port(20, 1), port(21, 0)])
        #expect(told == [port(20, 0), port(20, 1)])
    }

    @Test func `when some announcements were lost, or very many came, all are looked at`() {
        #expect(news(.portStart(port(20, 0)), .lost).toldOf([]) == nil)
        var many = PortNews()
        for number in 0..<9 as Range<UInt8> { many.add(.portStart(port(20, number))) }
        #expect(many.toldOf([]) == nil)
    }
}
