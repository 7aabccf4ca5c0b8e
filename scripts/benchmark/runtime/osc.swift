// Our OSC sender as a player's thread does it: a packet with a value patched in, through the door.
//
//   osc single|bundle COUNT PORT     UDP to this machine; `bundle` flushes every 32 messages
//
// Prints the processor time of a message in microseconds.
import ControlRuntime
import Glibc
import OSCTransport
import RuntimeMap

private func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
}

private func send(_ count: Int, every step: Int, _ door: inout OSCDoor) {
    let route = RuntimeRoute.osc(
        output: 0, address: "/synth/1/filter/cutoff", arguments: [.valueAsFloat])
    guard let plan = PacketPlan(route) else { return }
    let packets = PacketTable([plan])
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
        send(1000, every: isBundle ? 32 : 1, &door)
        let before = processorTime()
        send(count, every: isBundle ? 32 : 1, &door)
        print((processorTime() - before) / Double(count))
        guard target.counters.messages == UInt64(count + 1000) else {
            fatalError("\(target.counters)")
        }
    }
}
