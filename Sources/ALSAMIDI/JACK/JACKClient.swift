import CJACK
import CSystem
import ControlRuntime
import Synchronization

/// A client of a JACK server with ports of MIDI, for the thread that opens and connects.
///
/// The server may end and begin anew: the door of the player and what is counted stay.
public final class JACKClient: @unchecked Sendable {
    // Unchecked: used by one thread; JACK's own threads get the process's memory and the notices alone.

    /// What JACK's threads tell.
    private struct Notices: ~Copyable {
        let isDown = Atomic<Bool>(false)
        let descriptor: Int32
        let progress: JACKProgress
    }

    private let library: JACKLibrary
    private let name: String
    private let outputNames: [String]
    private let inputNames: [String]
    private let process: UnsafeMutablePointer<JACKProcess>
    private let notices: UnsafeMutablePointer<Notices>
    private var client: UnsafeMutableRawPointer?
    /// What is counted.
    public let counts = JACKCounts()
    /// Readable when ports came, went or were connected, or the server ended.
    public var descriptor: Int32 { notices.pointee.descriptor }

    private static let type = "8 bit raw midi"
    private static let inputFlag: UInt = 1
    private static let outputFlag: UInt = 2
    private static let outgoingBytes = 32 << 10
    private static let incomingBytes = 8 << 10

    /// - Parameters:
    ///   - library: Where the calls are.
    ///   - name: What other programs see.
    ///   - outputs: Names of the ports that are sent from.
    ///   - inputs: Names of those that are read.
    ///   - descriptors: Two event descriptors, for the player's thread and for this one.
    public init(
        _ library: JACKLibrary, name: String, outputs: [String], inputs: [String],
        descriptors: (input: Int32, notices: Int32)
    ) {
        self.library = library
        self.name = name
        outputNames = outputs
        inputNames = inputs
        let outgoing = RingEnds<JACKEvent>(capacity: 4_096)
        let incoming = RingEnds<JACKEvent>(capacity: 4_096)
        let outgoingSlots = JACKSlots(slotBytes: Self.outgoingBytes)
        let incomingSlots = JACKSlots(slotBytes: Self.incomingBytes)
        let progress = JACKProgress(descriptor: descriptors.input)
        process = .allocate(capacity: 1)
        process.initialize(
            to: JACKProcess(
                library, outputs: outputs.count, inputs: inputs.count, outgoing.reader,
                outgoingSlots, incoming.writer, incomingSlots, news: descriptors.input, counts,
                progress))
        door = JACKDoor(
            outgoing.writer, outgoingSlots, incoming.reader, incomingSlots,
            news: descriptors.input, counts, progress)
        notices = .allocate(capacity: 1)
        notices.initialize(to: Notices(descriptor: descriptors.notices, progress: progress))
    }

    private var door: JACKDoor?

    /// Gives the player's end away, once.
    public func takeDoor() -> JACKDoor? { door.take() }

    /// Whether there is a server.
    public var isOpen: Bool { client != nil }

    /// Opens the client and makes its ports.
    ///
    /// - Throws: `JACKError`, when there is no server or it refuses.
    public func open() throws(JACKError) {
        guard client == nil else { return }
        var status: Int32 = 0
        guard let opened = pipeline_jack_open(library.calls, name, &status) else {
            throw .noServer
        }
        do throws(JACKError) {
            try prepare(opened)
        } catch {
            _ = library.calls.pointee.client_close(opened)
            throw error
        }
        client = opened
    }

    private func prepare(_ opened: UnsafeMutableRawPointer) throws(JACKError) {
        let calls = library.calls.pointee
        for (place, name) in outputNames.enumerated() {
            process.pointee.outputs[place] = try port(opened, name, Self.outputFlag)
        }
        for (place, name) in inputNames.enumerated() {
            process.pointee.inputs[place] = try port(opened, name, Self.inputFlag)
        }
        process.pointee.client = opened
        process.pointee.begin()
        notices.pointee.isDown.store(false, ordering: .releasing)
        _ = calls.set_process_callback(
            opened,
            { frames, context in
                context?.assumingMemoryBound(to: JACKProcess.self).pointee.run(frames)
                return 0
            }, process)
        calls.on_shutdown(
            opened,
            { context in
                guard let notices = context?.assumingMemoryBound(to: Notices.self) else { return }
                notices.pointee.isDown.store(true, ordering: .releasing)
                notices.pointee.progress.set(isRunning: false)
                pipeline_event_raise(notices.pointee.descriptor)
            }, notices)
        _ = calls.set_port_registration_callback(
            opened, { _, _, context in JACKClient.tell(context) }, notices)
        _ = calls.set_port_connect_callback(
            opened, { _, _, _, context in JACKClient.tell(context) }, notices)
        guard calls.activate(opened) == 0 else { throw .activation }
        notices.pointee.progress.set(isRunning: true)
    }

    private static func tell(_ context: UnsafeMutableRawPointer?) {
        guard let notices = context?.assumingMemoryBound(to: Notices.self) else { return }
        pipeline_event_raise(notices.pointee.descriptor)
    }

    private func port(
        _ client: UnsafeMutableRawPointer, _ name: String, _ flag: UInt
    ) throws(JACKError) -> UnsafeMutableRawPointer {
        // A colon ends the client's name.
        let plain = String(name.map { $0 == ":" ? "-" : $0 })
        let made = library.calls.pointee.port_register(client, plain, Self.type, flag, 0)
        guard let made else { throw .port(name) }
        return made
    }

    /// Takes notice of what JACK told.
    ///
    /// - Returns: Whether the server has ended; the client is closed then.
    public func takeNotices() -> Bool {
        pipeline_event_clear(descriptor)
        guard client != nil, notices.pointee.isDown.load(ordering: .acquiring) else {
            return false
        }
        close()
        return true
    }

    /// Closes the client and its ports.
    public func close() {
        guard let open = client.take() else { return }
        notices.pointee.progress.set(isRunning: false)
        _ = library.calls.pointee.client_close(open)
        process.pointee.client = nil
        for place in 0..<outputNames.count { process.pointee.outputs[place] = nil }
        for place in 0..<inputNames.count { process.pointee.inputs[place] = nil }
    }

    /// Ports of other programs by their whole names, of those that take messages or those that give them.
    public func ports(_ direction: PortDirections) -> [String] {
        guard let client else { return [] }
        let calls = library.calls.pointee
        let flag = direction == .takes ? Self.inputFlag : Self.outputFlag
        return names(calls.get_ports(client, nil, Self.type, flag))
    }

    /// Whole names of the ports that hear one of ours.
    ///
    /// - Parameter place: Of our port among those that are sent from.
    public func listeners(_ place: Int) -> [String] {
        guard let client, let mine = process.pointee.outputs[place] else { return [] }
        return names(library.calls.pointee.get_connections(client, mine))
    }

    private func names(_ list: UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> [String] {
        guard let list else { return [] }
        defer { library.calls.pointee.free(UnsafeMutableRawPointer(mutating: list)) }
        var found: [String] = []
        var place = 0
        while let text = list[place] {
            found.append(String(cString: text))
            place += 1
        }
        return found
    }

    /// Connects a port of ours with another's, if they are not.
    ///
    /// - Parameters:
    ///   - place: Of our port among those of its direction.
    ///   - other: The whole name.
    ///   - direction: `takes` when the other one takes messages.
    /// - Returns: Whether they are connected now.
    public func connect(_ place: Int, _ other: String, _ direction: PortDirections) -> Bool {
        guard let client else { return false }
        let calls = library.calls.pointee
        let mine =
            direction == .takes ? process.pointee.outputs[place] : process.pointee.inputs[place]
        guard let mine else { return false }
        if calls.port_connected_to(mine, other) != 0 { return true }
        guard let name = calls.port_name(mine) else { return false }
        let result =
            direction == .takes
            ? calls.connect(client, name, other) : calls.connect(client, other, name)
        return result == 0
    }
}
