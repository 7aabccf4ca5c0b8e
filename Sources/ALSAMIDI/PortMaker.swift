import CALSA
import ControlRuntime

/// Makes and removes ports of a client that another thread uses.
///
/// Both are one system call that changes nothing of the library's handle, which must outlive this.
public struct PortMaker: @unchecked Sendable {
    // Unchecked: see above.
    private let handle: OpaquePointer

    init(_ client: borrowing SequencerClient) {
        handle = client.handle
    }

    /// Makes a port that other programs see.
    ///
    /// - Returns: Its number.
    /// - Throws: `SequencerError`, when there can be no more.
    public func make(name: String, _ directions: PortDirections) throws(SequencerError) -> UInt8 {
        try SequencerClient.makePort(handle, name: name, directions, isPrivate: false)
    }

    /// Removes one with all its connections.
    public func remove(_ port: UInt8) {
        snd_seq_delete_simple_port(handle, Int32(port))
    }
}
