import CSystem
import ControlRuntime
import OSCTransport
import Synchronization

/// Packets that OSC targets sent back, on their way from the connectors' threads to the control thread.
final class OSCReplies: Sendable {
    /// A packet, and the place of the output whose target sent it.
    struct Packet: Sendable {
        var output: UInt16
        var bytes: [UInt8]
    }

    private struct Waiting {
        var packets: [Packet] = []
        var lost: UInt64 = 0
    }

    /// More than that wait only when a host sends faster than anybody could look.
    static let most = 4_096

    private let waiting = Mutex(Waiting())
    /// Readable when there are some.
    let descriptor: Int32

    init() throws(RuntimeRefusal) {
        descriptor = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
    }

    deinit { closeDescriptor(descriptor) }

    func add(_ bytes: UnsafeRawBufferPointer, from output: UInt16) {
        let packet = Packet(output: output, bytes: Array(bytes))
        waiting.withLock { waiting in
            if waiting.packets.count < Self.most {
                waiting.packets.append(packet)
            } else {
                waiting.lost += 1
            }
        }
        pipeline_event_raise(descriptor)
    }

    /// - Returns: What came since the last time, and how many there was no room for.
    func take() -> (packets: [Packet], lost: UInt64) {
        pipeline_event_clear(descriptor)
        return waiting.withLock { waiting in
            defer { waiting = Waiting() }
            return (waiting.packets, waiting.lost)
        }
    }
}

/// Tells maps what their OSC hosts say: values of targets, to be shown on controllers.
///
/// For the control thread.
final class HostEar: @unchecked Sendable {
    // Unchecked: used by the control thread alone.
    private let table: RunTable
    private var input: PlayerInput
    private var counts = HostCounts()

    init(_ table: RunTable, _ input: consuming PlayerInput) {
        self.table = table
        self.input = input
    }

    /// What became of all packets; those that told a value of a target, and those that did not.
    var status: HostCounts {
        var counts = counts
        counts.replaced = input.counts.replaced
        return counts
    }

    /// Takes what targets sent back.
    func hear(_ replies: OSCReplies) {
        let (packets, lost) = replies.take()
        counts.lost += lost
        for packet in packets {
            packet.bytes.withUnsafeBytes { _ = hear($0, from: packet.output) }
        }
    }

    /// Takes a packet.
    ///
    /// - Parameter output: The output whose target sent it; `nil` when nobody knows.
    /// - Returns: Whether it told the value of some target.
    func hear(_ packet: UnsafeRawBufferPointer, from output: UInt16?) -> Bool {
        var isHeard = false
        eachOSCMessage(in: packet) { message in
            var isTold = false
            for map in table.plan.maps {
                guard let event = map.directory.hostValue(message, from: output) else { continue }
                isTold = true
                // A newer value of the same target takes the place of one that finds no room.
                if input.send(event.event()) == .later { counts.lost += 1 }
            }
            if isTold { counts.told += 1 } else if output != nil { counts.unheard += 1 }
            isHeard = isHeard || isTold
        }
        return isHeard
    }

    /// There may be room again for what was held.
    func sendHeld() { input.sendHeld() }
}

/// What became of what hosts said.
struct HostCounts: Sendable, Equatable {
    /// Messages that told the value of a target.
    var told: UInt64 = 0
    /// Messages of targets that say nothing to any map.
    var unheard: UInt64 = 0
    /// Values that gave way to newer ones, and messages that there was no room for.
    var replaced: UInt64 = 0
    var lost: UInt64 = 0
}
