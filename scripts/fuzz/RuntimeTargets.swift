// What the runtime reads of others: OSC packets and streams, lines of JSON, Standard MIDI Files.
import ControlRuntime
import Diagnostics

@testable import OSCTransport
@testable import RuntimeInput

private let noon = Moment(monotonic: 1_000_000_000_000, wall: 1_763_726_400_000_000_000)

/// What was read must be written and read again; what was refused names a place inside.
func checkOSC(_ bytes: [UInt8]) {
    do throws(OSCDecodingError) {
        let encoded = try OSCPacket(decoding: bytes).encoded()
        let again = try OSCPacket(decoding: encoded)
        precondition(again.encoded() == encoded, "a packet changes")
    } catch {
        precondition(error.offset >= 0 && error.offset <= bytes.count, "\(error)")
    }
    let input = OSCInput(controls: ["cutoff", "knob-1", "knob-2"])
    let reading = bytes.withUnsafeBytes { input.read($0, at: noon) }
    for problem in reading.problems { precondition(problem.utf8.count < 3 * bytes.count + 400) }
    checkStamp(bytes)
    checkStream(bytes)
    let text = String(decoding: bytes.prefix(200), as: UTF8.self)
    if let pattern = try? OSCPattern(text), pattern.isPlain {
        precondition(pattern.matches(text), "an address does not mean itself")
    }
    if let endpoint = try? OSCEndpoint(text) {
        precondition((try? OSCEndpoint(endpoint.description)) == endpoint, "an endpoint changes")
    }
}

private func checkStamp(_ bytes: [UInt8]) {
    guard case .message(let message)? = try? OSCPacket(decoding: bytes) else { return }
    var memory = [UInt8](repeating: 0, count: bytes.count + 12)
    let size = bytes.withUnsafeBytes { source in
        memory.withUnsafeMutableBytes { writeStamped(source, .immediately, into: $0) }
    }
    let stamped = try? OSCPacket(decoding: Array(memory[..<size]))
    guard case .message(let found)? = stamped else { fatalError("a stamp breaks a message") }
    precondition(found.arguments.first == .timeTag(.immediately))
    precondition(found.arguments.count == message.arguments.count + 1)
}

/// A stream in one piece and byte by byte gives the same packets.
private func checkStream(_ bytes: [UInt8]) {
    func packets(_ step: Int) -> [[UInt8]] {
        var parser = OSCStreamParser(longest: 1024)
        var found: [[UInt8]] = []
        for start in stride(from: 0, to: bytes.count, by: step) {
            let piece = Array(bytes[start..<min(start + step, bytes.count)])
            let isFine = piece.withUnsafeBytes { raw in
                do throws(OSCStreamParser.Fault) {
                    try parser.take(raw) { found.append(Array($0)) }
                    return true
                } catch { return false }
            }
            if !isFine { break }
        }
        return found
    }
    precondition(packets(1) == packets(max(1, bytes.count)), "a stream depends on its pieces")
}

/// Findings lie in the text, and what is asked for is well formed.
func checkLines(_ bytes: [UInt8]) {
    var splitter = LineSplitter()
    var reader = RequestReader(InputOptions(), startingAt: noon)
    let lines = bytes.withUnsafeBytes { splitter.take($0) } + [splitter.finish()].compactMap { $0 }
    for line in lines {
        let reading = reader.read(line, at: noon)
        for finding in reading.diagnostics {
            precondition(finding.message.utf8.count < 4000, "a message of great length")
            precondition(finding.range?.start.line ?? 0 <= lines.count, "a line beyond the end")
        }
        _ = InputAnswer(diagnostics: reading.diagnostics, id: reading.id).lines
        for case .midi(_, let message) in reading.requests.map(\.action) {
            precondition(message[0] >= 0x80 && (message[0] == 0xF0 || message.count <= 3))
        }
    }
}

/// Events stand in order, inside the file's length.
func checkMIDIFile(_ bytes: [UInt8]) {
    do throws(MIDIFileError) {
        let file = try StandardMIDIFile(bytes)
        var last: UInt64 = 0
        for event in file.events {
            precondition(event.time >= last && event.time <= file.length, "events out of order")
            last = event.time
        }
        precondition(file.events.count <= bytes.count && file.remarks.count <= bytes.count)
    } catch {
        precondition(error.offset >= 0 && error.offset <= bytes.count, "\(error)")
    }
}
