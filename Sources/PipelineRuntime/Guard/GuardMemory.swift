import CSystem
import ControlRuntime
import Glibc

/// What the player shares with its guard process: the ledger of what sounds, where each output's messages
/// go, and whether the end was a clean one.
///
/// Layout: a magic word, the number of outputs, the flag of a clean end, each of eight bytes; eight bytes
/// for each output (client, port, 1 when somebody is there); from the next page on the ledger.
struct GuardMemory: @unchecked Sendable {
    // Unchecked: one process writes words that fit a register; the other reads when that one has ended.
    private let memory: UnsafeMutableRawPointer
    let outputCount: Int
    /// The file in memory; stays open.
    let descriptor: Int32

    private static let magic: UInt64 = 0x5049_5045_4755_4131
    private static let headBytes = 24

    private static func ledgerStart(_ outputs: Int) -> Int {
        (headBytes + 8 * outputs + 4_095) / 4_096 * 4_096
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
        guard size >= 4_096 else { throw RuntimeRefusal(operation: "guard", errno: EINVAL) }
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

    /// Where an output's messages go; `nil` when nobody is there.
    ///
    /// - Thread: the player's. Does not block.
    func setDestination(_ address: PortAddress?, output: Int) {
        guard output >= 0, output < outputCount else { return }
        let word =
            address.map { UInt64($0.client) | UInt64($0.port) << 8 | 1 << 16 } ?? 0
        memory.storeBytes(of: word, toByteOffset: Self.headBytes + 8 * output, as: UInt64.self)
    }

    func destination(output: Int) -> PortAddress? {
        let word = memory.load(fromByteOffset: Self.headBytes + 8 * output, as: UInt64.self)
        guard word & 1 << 16 != 0 else { return nil }
        return PortAddress(
            client: UInt8(truncatingIfNeeded: word), port: UInt8(truncatingIfNeeded: word >> 8))
    }

    /// Whether everything was ended in order, so that nothing is left to do.
    var isClean: Bool {
        get { memory.load(fromByteOffset: 16, as: UInt64.self) != 0 }
        nonmutating set {
            memory.storeBytes(of: newValue ? 1 : 0, toByteOffset: 16, as: UInt64.self)
        }
    }
}
