// A runtime map's file: what passes the reader's checks is read, written and played.
import ContentDigest
import ControlRuntime
import RuntimeMap

/// The bytes behind the header, under a header that fits them, so that only the records' own checks stand
/// between them and a player; one in four is taken with the header that it has.
func checkRuntimeMap(_ bytes: [UInt8]) {
    var file = bytes
    if file.count >= 48, file[47] & 3 != 0 { seal(&file) }
    // As the system maps files: at the beginning of a page.
    let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(1, file.count), alignment: 4_096)
    defer { memory.deallocate() }
    memory.copyBytes(from: file)
    let raw = UnsafeRawBufferPointer(rebasing: memory[..<file.count])
    do throws(RuntimeMapFault) {
        let view = try RuntimeMapView(raw)
        let map = RuntimeMap(view)
        // What is written of it is a map as well, unless it says what no writer would.
        _ = map.binary().withUnsafeBytes { try? RuntimeMapView($0) }
        play(view, bytes)
    } catch {
        precondition(error.offset >= 0 && error.offset <= file.count, "\(error)")
        precondition(!error.description.isEmpty)
    }
}

/// Its own bytes as messages to the map, and each control by its place.
private func play(_ view: RuntimeMapView, _ bytes: [UInt8]) {
    let setting = MapSetting(outputs: Array(0..<16), controller: 0)
    guard var instance = try? MapInstance(view, setting: setting) else { return }
    var producer = EventProducer(source: 0, policy: .newest, deadline: ArmedDeadline())
    var parser = MIDIByteParser(longestExclusive: 256)
    var now: UInt64 = 1_000_000_000
    for byte in bytes.suffix(512) {
        now += UInt64(byte) << 12
        switch parser.parse(byte) {
        case .nothing: break
        case .message(let message): instance.receive(message, now: now, into: &producer)
        case .systemExclusive:
            instance.receive(exclusive: parser.systemExclusive, now: now, into: &producer)
        }
    }
}

private func seal(_ file: inout [UInt8]) {
    func put(_ value: UInt64, _ count: Int, at place: Int) {
        for index in 0..<count {
            file[place + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
        }
    }
    let empty = RuntimeMap(
        name: "", device: RuntimeDevice(manufacturer: "", model: ""), plugin: nil, bindings: []
    ).binary()
    for place in 0..<16 { file[place] = empty[place] }
    put(UInt64(file.count), 8, at: 16)
    let sum = file.dropFirst(32).withUnsafeBytes { checksum64($0) }
    put(sum, 8, at: 24)
}
