import ALSAMIDI
import CSystem
import ControlRuntime
import Glibc

/// What the player shares with its guard process: the ledger of what sounds, where each output's messages
/// go, and whether the end was a clean one.
///
/// Layout: a magic word, the number of outputs, the flag of a clean end, each of eight bytes; from the next
/// page on a record for each output (`Field`); from the page after these on the ledger.
struct GuardMemory: @unchecked Sendable {
    // Unchecked: one process writes words that fit a register; the other reads when that one has ended.
    private let memory: UnsafeMutableRawPointer
    let outputCount: Int
    /// The file in memory; stays open.
    let descriptor: Int32

    private static let magic: UInt64 = 0x5049_5045_4755_4132
    private static let page = 4_096

    /// Where things stand in an output's record.
    private enum Field {
        /// Client, port, 1 when somebody is there.
        static let destination = 0
        static let way = 8
        static let descriptor = 12
        /// Bytes of the text.
        static let length = 16
        /// Client, port, 1, four bytes each.
        static let listeners = 32
        static let listenerCount = 56
        /// Name of a device, path of a file, or names of JACK's ports, a line each.
        static let text = 256
        static let end = 4_608
    }

    /// How the guard reaches an output.
    enum Way: Equatable {
        /// At a port of the sequencer: its destination, or its listeners.
        case sequencer
        /// What it opens when the time has come.
        case device(ByteDevice.Place)
        /// What was opened for it: a pipe would end with the last who writes.
        case descriptor(Int32)
        /// Through a client of its own, to these ports of JACK's.
        case jack([String])
    }

    private static func ledgerStart(_ outputs: Int) -> Int {
        page + (Field.end * outputs + page - 1) / page * page
    }

    private static func byteCount(_ outputs: Int) -> Int {
        ledgerStart(outputs) + NoteLedger.byteCount(ports: max(1, outputs))
    }

    /// New memory, all silent.
    init(outputs: Int) throws(RuntimeRefusal) {
        let file = try RuntimeRefusal.descriptor(
            "memfd_create", pipeline_memory_file("pipeline-ledger"))
        guard ftruncate(file, off_t(Self.byteCount(outputs))) == 0 else {
            throw RuntimeRefusal(operation: "ftruncate", errno: errno)
        }
        memory = try Self.map(file, Self.byteCount(outputs))
        descriptor = file
        outputCount = outputs
        memory.storeBytes(of: Self.magic, as: UInt64.self)
        memory.storeBytes(of: UInt64(outputs), toByteOffset: 8, as: UInt64.self)
    }

    /// The memory that another process made.
    init(descriptor: Int32) throws(RuntimeRefusal) {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else {
            throw RuntimeRefusal(operation: "fstat", errno: errno)
        }
        let size = Int(facts.st_size)
        guard size >= Self.page else { throw RuntimeRefusal(operation: "guard", errno: EINVAL) }
        memory = try Self.map(descriptor, size)
        self.descriptor = descriptor
        outputCount = Int(memory.load(fromByteOffset: 8, as: UInt64.self))
        guard memory.load(as: UInt64.self) == Self.magic, outputCount <= 65_535,
            Self.byteCount(outputCount) <= size
        else { throw RuntimeRefusal(operation: "guard", errno: EINVAL) }
    }

    private static func map(
        _ descriptor: Int32, _ size: Int
    ) throws(RuntimeRefusal) -> UnsafeMutableRawPointer {
        guard
            let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            memory != MAP_FAILED
        else { throw RuntimeRefusal(operation: "mmap", errno: errno) }
        return memory
    }

    var ledger: NoteLedger {
        NoteLedger(memory: memory + Self.ledgerStart(outputCount), ports: outputCount)
    }

    private func record(_ output: Int) -> UnsafeMutableRawPointer? {
        guard output >= 0, output < outputCount else { return nil }
        return memory + Self.page + Field.end * output
    }

    private static func word(_ address: PortAddress) -> UInt32 {
        UInt32(address.client) | UInt32(address.port) << 8 | 1 << 16
    }

    private static func address(_ word: UInt32) -> PortAddress? {
        guard word & 1 << 16 != 0 else { return nil }
        return PortAddress(
            client: UInt8(truncatingIfNeeded: word), port: UInt8(truncatingIfNeeded: word >> 8))
    }

    /// Where an output's messages go; `nil` when nobody is there, or whoever listens to our port.
    ///
    /// - Thread: the player's. Does not block.
    func setDestination(_ address: PortAddress?, output: Int) {
        record(output)?.storeBytes(
            of: address.map(Self.word) ?? 0, toByteOffset: Field.destination, as: UInt32.self)
    }

    /// Who listens to the port of ours that an output sends from; more than 56 are not remembered.
    ///
    /// - Thread: the control thread's.
    func setListeners(_ addresses: [PortAddress], output: Int) {
        guard let record = record(output) else { return }
        for place in 0..<Field.listenerCount {
            let word = place < addresses.count ? Self.word(addresses[place]) : 0
            record.storeBytes(
                of: word, toByteOffset: Field.listeners + 4 * place, as: UInt32.self)
        }
    }

    /// The ports that an output's messages went to.
    func destinations(output: Int) -> [PortAddress] {
        guard let record = record(output) else { return [] }
        let bound = Self.address(record.load(fromByteOffset: Field.destination, as: UInt32.self))
        if let bound { return [bound] }
        return (0..<Field.listenerCount).compactMap {
            Self.address(record.load(fromByteOffset: Field.listeners + 4 * $0, as: UInt32.self))
        }
    }

    /// Says how the guard reaches an output: before it is started, or later with a way of the same kind.
    ///
    /// - Returns: Whether there was room for the name.
    @discardableResult
    func setWay(_ way: Way, output: Int) -> Bool {
        guard let record = record(output) else { return false }
        var (code, text) = (0 as UInt32, "")
        switch way {
        case .sequencer: break
        case .device(.device(let name)): (code, text) = (1, name)
        case .device(.path(let path)): (code, text) = (2, path)
        case .descriptor(let number):
            code = 3
            record.storeBytes(of: number, toByteOffset: Field.descriptor, as: Int32.self)
        case .jack(let names): (code, text) = (4, names.joined(separator: "\n"))
        }
        var bytes = Array(text.utf8)
        guard bytes.count <= Field.end - Field.text else { return false }
        // Half a name is none, should this process end here.
        record.storeBytes(of: 0, toByteOffset: Field.length, as: UInt32.self)
        bytes.withUnsafeMutableBytes {
            UnsafeMutableRawBufferPointer(start: record + Field.text, count: $0.count)
                .copyMemory(from: UnsafeRawBufferPointer($0))
        }
        record.storeBytes(of: UInt32(bytes.count), toByteOffset: Field.length, as: UInt32.self)
        record.storeBytes(of: code, toByteOffset: Field.way, as: UInt32.self)
        return true
    }

    func way(output: Int) -> Way {
        guard let record = record(output) else { return .sequencer }
        let length = Int(record.load(fromByteOffset: Field.length, as: UInt32.self))
        let text = String(
            decoding: UnsafeRawBufferPointer(
                start: record + Field.text, count: min(length, Field.end - Field.text)),
            as: UTF8.self)
        return switch record.load(fromByteOffset: Field.way, as: UInt32.self) {
        case 1: .device(.device(text))
        case 2: .device(.path(text))
        case 3:
            .descriptor(record.load(fromByteOffset: Field.descriptor, as: Int32.self))
        case 4: .jack(text.split(separator: "\n").map(String.init))
        default: .sequencer
        }
    }

    /// Whether everything was ended in order, so that nothing is left to do.
    var isClean: Bool {
        get { memory.load(fromByteOffset: 16, as: UInt64.self) != 0 }
        nonmutating set {
            memory.storeBytes(of: newValue ? 1 : 0, toByteOffset: 16, as: UInt64.self)
        }
    }
}
