import ALSAMIDI
import ControlRuntime
import Glibc

/// The ways out of a guard.
struct SilencerDoor: OutputDoor, ~Copyable {
    private let sequencer: UnsafeMutablePointer<SequencerDoor>?
    private let bytes: UnsafeMutablePointer<ByteDoor>
    private let outputCount: Int
    private var devices: [ByteDevice] = []
    private let client: JACKClient?
    private let jack: UnsafeMutablePointer<JACKDoor>?
    /// Ports of JACK's by the places of goals; -1 for others.
    private var jackPorts: [Int]

    init(
        _ client: consuming SequencerClient?, _ jack: (client: JACKClient, places: [Int])?,
        outputs: Int
    ) {
        outputCount = outputs
        self.client = jack?.client
        if let door = jack?.client.takeDoor() {
            self.jack = .allocate(capacity: 1)
            self.jack?.initialize(to: door)
        } else {
            self.jack = nil
        }
        jackPorts = Array(repeating: -1, count: outputs)
        for (port, place) in (jack?.places ?? []).enumerated() { jackPorts[place] = port }
        bytes = .allocate(capacity: outputs)
        for place in 0..<outputs { (bytes + place).initialize(to: ByteDoor()) }
        if let client = consume client {
            sequencer = .allocate(capacity: 1)
            sequencer?.initialize(
                to: SequencerDoor(client, outputs: outputs, counts: SequencerCounts()))
        } else {
            sequencer = nil
        }
    }

    deinit {
        bytes.deinitialize(count: outputCount)
        bytes.deallocate()
        sequencer?.deinitialize(count: 1)
        sequencer?.deallocate()
        client?.close()
        jack?.deinitialize(count: 1)
        jack?.deallocate()
    }

    mutating func bind(_ place: Int, to target: PortAddress, from port: UInt8) {
        // A device is open only while somebody is connected; what needs none does not mind.
        try? sequencer?.pointee.connect(port, to: target)
        sequencer?.pointee.bind(output: place, to: target, from: port)
    }

    /// - Returns: `false` when it is to be tried again.
    mutating func open(_ place: Int, _ way: GuardMemory.Way) -> Bool {
        switch way {
        case .sequencer, .jack: break
        case .descriptor(let number): (bytes + place).pointee.attach(number)
        case .device(let name):
            do throws(SequencerError) {
                let device = try ByteDevice(name, .takes)
                devices.append(device)
                (bytes + place).pointee.attach(device.descriptor)
            } catch {
                // It is being closed.
                return error.code != EBUSY && error.code != EAGAIN
            }
        }
        return true
    }

    mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome {
        if jackPorts[output] >= 0 {
            return jack?.pointee.send(message, due: 0, to: jackPorts[output]) ?? .absent
        }
        if (bytes + output).pointee.descriptor >= 0 {
            return (bytes + output).pointee.send(message)
        }
        return sequencer?.pointee.send(message, to: output) ?? .absent
    }

    mutating func send(_ piece: UnsafeRawBufferPointer, to output: Int) -> SendOutcome {
        if (bytes + output).pointee.descriptor >= 0 { return (bytes + output).pointee.send(piece) }
        return sequencer?.pointee.send(piece, to: output) ?? .absent
    }

    mutating func flush() {
        sequencer?.pointee.flush()
        for place in 0..<outputCount { (bytes + place).pointee.flush() }
    }

    var hasUnsent: Bool {
        if sequencer?.pointee.hasUnsent == true { return true }
        return waitsForJACK || (0..<outputCount).contains { (bytes + $0).pointee.hasUnsent }
    }

    /// Whether JACK's thread has not handed on everything.
    var waitsForJACK: Bool { jack?.pointee.hasUnsent == true }

    var deadline: UInt64 {
        var earliest = sequencer?.pointee.deadline ?? .max
        for place in 0..<outputCount {
            earliest = min(earliest, (bytes + place).pointee.deadline ?? .max)
        }
        return earliest
    }
}
