import Diagnostics
import Testing

@testable import PluginExtraction

@Suite struct ScanMessagesTests {
    private let reply = ScanReply(
        .description(
            ModuleDescription(
                plugins: [
                    .init(id: "urn:a", name: "A", descriptor: [1, 2, 3], parameterCount: 4),
                    .init(id: "urn:ä", name: "Ä", descriptor: nil, parameterCount: 0),
                ],
                filesRead: ["/a", "/b"],
                diagnostics: [
                    Diagnostic(
                        .warning, "a.b", "c", path: "/d", range: SourceRange(line: 3, column: 4)),
                    Diagnostic(.error, "a.c", "", path: ""),
                ])), residentBytes: 1 << 40)

    @Test func `a reply survives the channel`() throws {
        #expect(try ScanReply(message: Array(reply.frame.dropFirst(4))) == reply)
    }

    @Test func `a request survives the channel`() throws {
        for request in [
            ScanRequest.identify(PluginModule(.lv2, "/é")), .describe(PluginModule(.lv2, "")),
        ] {
            #expect(try ScanRequest(message: Array(request.frame.dropFirst(4))) == request)
        }
    }

    @Test func `a reply cut anywhere, or changed anywhere, is refused or read, never a crash`() {
        let message = Array(reply.frame.dropFirst(4))
        for count in message.indices {
            #expect(throws: WireError.self) { try ScanReply(message: Array(message[..<count])) }
        }
        for position in message.indices {
            var changed = message
            changed[position] ^= 0x80
            _ = try? ScanReply(message: changed)
        }
        #expect(throws: WireError.self) { try ScanReply(message: message + [0]) }
    }
}
