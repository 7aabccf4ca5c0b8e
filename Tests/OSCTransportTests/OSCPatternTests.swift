import Testing

@testable import OSCTransport

@Suite struct OSCPatternTests {
    @Test(arguments: [
        ("/a/b", "/a/b"), ("/a/?", "/a/b"), ("/*", "/abc"), ("/*", "/"), ("/a*c", "/abbbc"),
        ("/a*b*c", "/axbxbxc"), ("/[a-c]", "/b"), ("/[abc]x", "/cx"), ("/[!a-c]", "/d"),
        ("/[a-]", "/-"), ("/[a!]", "/!"), ("/{one,two}", "/two"), ("/{a,ab}c", "/abc"),
        ("/{,x}y", "/y"), ("/x{1,2}*", "/x2yz"), ("//b", "/a/b"), ("//b", "/b"), ("//", "/x/y/z"),
        ("/a//d", "/a/b/c/d"), ("/a//d", "/a/d"), ("//*r", "/synth/3/filter"),
        ("/oscillator/[0-9]/fre*", "/oscillator/4/frequency"),
    ]) func `a pattern means an address`(pattern: String, address: String) throws {
        #expect(try OSCPattern(pattern).matches(address))
    }

    @Test(arguments: [
        ("/a/b", "/a/c"), ("/a/b", "/a/b/c"), ("/a/b", "/a"), ("/*", "/a/b"), ("/?", "/"),
        ("/[a-c]", "/d"), ("/[!a-c]", "/b"), ("/[c-a]", "/b"), ("/{one,two}", "/three"),
        ("/a*c", "/abcd"), ("//b", "/b/c"), ("/a", "a"), ("/a", ""), ("/a/", "/a"),
    ]) func `a pattern does not mean another address`(pattern: String, address: String) throws {
        #expect(try !OSCPattern(pattern).matches(address))
    }

    @Test(arguments: [
        ("a", OSCPatternError(problem: .noSlash, offset: 0)),
        ("", OSCPatternError(problem: .noSlash, offset: 0)),
        ("/a[b", OSCPatternError(problem: .bracketNotClosed, offset: 2)),
        ("/[a/b]", OSCPatternError(problem: .bracketNotClosed, offset: 1)),
        ("/{a,b", OSCPatternError(problem: .braceNotClosed, offset: 1)),
        ("/a]b", OSCPatternError(problem: .strayByte(0x5D), offset: 2)),
        ("/a b", OSCPatternError(problem: .strayByte(0x20), offset: 2)),
    ]) func `a broken pattern is refused at its byte`(text: String, error: OSCPatternError) {
        #expect(throws: error) { try OSCPattern(text) }
    }

    @Test func `only an address without wildcards is plain`() throws {
        #expect(try OSCPattern("/a/b").isPlain)
        for text in ["/a/*", "/a?", "//a", "/{a}", "/[a]"] {
            #expect(try !OSCPattern(text).isPlain)
        }
    }

    @Test func `a pattern made to go back again and again is done at once`() throws {
        let pattern = try OSCPattern("/" + String(repeating: "*{a,aa}", count: 40) + "b")
        let address = "/" + String(repeating: "a", count: 4000)
        #expect(!pattern.matches(address))
    }
}

@Suite struct OSCEndpointTests {
    @Test(arguments: [
        "udp://localhost:57120", "tcp://10.0.0.7:9000", "tcp+slip://studio.local:1",
        "unix:///run/user/1000/osc.sock", "udp://[::1]:65535",
    ]) func `an address is written as it was read`(text: String) throws {
        #expect(try OSCEndpoint(text).description == text)
    }

    @Test func `what liblo's programs print is understood`() throws {
        #expect(
            try OSCEndpoint("osc.udp://host:7770/") == OSCEndpoint(.udp, host: "host", port: 7770))
    }

    @Test(arguments: [
        ("localhost:9000", 0), ("http://localhost:9000", 0), ("udp://localhost", 6),
        ("udp://localhost:", 16), ("udp://localhost:99999", 16), ("udp://:9000", 6),
        ("udp://::1:9000", 6), ("unix://relative", 7), ("udp://[::1]", 6),
        ("udp://localhost:+1", 16),
    ]) func `a wrong address is refused at its byte`(text: String, offset: Int) {
        let error = #expect(throws: OSCEndpointError.self) { try OSCEndpoint(text) }
        #expect(error?.offset == offset)
    }

    @Test func `a path too long for a socket is refused`() {
        let path = "/" + String(repeating: "x", count: OSCEndpoint.longestPath)
        let error = #expect(throws: OSCEndpointError.self) { try OSCEndpoint("unix://" + path) }
        #expect(
            error?.description == "the path has 108 bytes, but a socket's may have 107")
    }
}
