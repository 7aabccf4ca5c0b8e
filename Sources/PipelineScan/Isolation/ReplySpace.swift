import CSystem
import Glibc
import PluginExtraction

/// Memory through which a module's process answers its worker: it needs no descriptor, which plugins
/// close or write to.
struct ReplySpace {
    /// For an answer as long as any may be, and its length.
    static let size = ScanReply.longestContent + 16

    private let memory: UnsafeMutableRawPointer

    init?() {
        guard let memory = pipeline_shared_space(Self.size) else { return nil }
        self.memory = memory
    }

    /// Leaves an answer; its length comes last, so that half an answer is none.
    ///
    /// - Returns: `false` when it is too long.
    func put(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty, bytes.count <= Self.size - 16 else { return false }
        UnsafeMutableRawBufferPointer(start: memory + 16, count: bytes.count).copyBytes(from: bytes)
        memory.storeBytes(of: UInt64(bytes.count), as: UInt64.self)
        return true
    }

    /// - Returns: `nil` when there is no whole answer.
    func take() -> [UInt8]? {
        let count = memory.load(as: UInt64.self)
        guard count > 0, count <= UInt64(Self.size - 16) else { return nil }
        return Array(UnsafeRawBufferPointer(start: memory + 16, count: Int(count)))
    }

    func free() { munmap(memory, Self.size) }
}
