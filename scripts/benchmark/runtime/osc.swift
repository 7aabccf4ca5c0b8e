// Our OSC sender as a player's thread does it: a packet with a value patched in, through the door.
//
//   osc single|bundle COUNT PORT     UDP to this machine; `bundle` flushes every 32 messages
//
// Prints the processor time of a message in microseconds; with allocations.c preloaded how often the
// messages asked for memory instead.
import ControlRuntime
import Glibc
import OSCTransport
import RuntimeMap

private func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
}

private typealias Asked = @convention(c) () -> UInt

private func send(
    _ count: Int, every step: Int, _ packets: borrowing PacketTable, _ door: inout OSCDoor
) {
    var number = 0
    while number < count {
        _ = door.send(packets.packet(0, value: Double(number), position: 0), to: 0)
        number &+= 1
        if number % step == 0 { door.flush() }
    }
    door.flush()
}

@main struct Main {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let count = Int(arguments[2]), let port = UInt16(arguments[3])
        else { return }
        let isBundle = arguments[1] == "bundle"
        let endpoint = OSCEndpoint(.udp, host: "127.0.0.1", port: port)
        let target = OSCTarget(
            name: "sink", endpoint: endpoint, bundling: isBundle ? .auto : .never,
            datagramsPerMillisecond: 0)
        target.offer(try OSCSocket.connected(to: endpoint))
        var door = OSCDoor(outputs: [target])
        let route = RuntimeRoute.osc(
            output: 0, address: "/synth/1/filter/cutoff", arguments: [.valueAsFloat])
        guard let plan = PacketPlan(route) else { return }
        let packets = PacketTable([plan])
        send(1000, every: isBundle ? 32 : 1, packets, &door)
        let asked = dlsym(nil, "pipeline_allocations").map { unsafeBitCast($0, to: Asked.self) }
        let before = (asked?() ?? 0, processorTime())
        send(count, every: isBundle ? 32 : 1, packets, &door)
        let after = (asked?() ?? 0, processorTime())
        if asked == nil {
            print((after.1 - before.1) / Double(count))
        } else {
            print(after.0 - before.0)
        }
        guard target.counters.messages == UInt64(count + 1000) else {
            fatalError("\(target.counters)")
        }
    }
}
