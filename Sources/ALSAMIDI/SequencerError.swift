import CALSA

/// The sequencer refused something.
public struct SequencerError: Error, Equatable, CustomStringConvertible {
    /// The library's call.
    public var operation: String
    /// The errno.
    public var code: Int32

    public var description: String {
        let reason = snd_strerror(-code).map { String(cString: $0) } ?? "error \(code)"
        return "\(operation): \(reason)"
    }

    /// Passes a result on unless it is minus an errno.
    @discardableResult
    static func check(_ operation: String, _ result: Int32) throws(SequencerError) -> Int32 {
        guard result >= 0 else { throw SequencerError(operation: operation, code: -result) }
        return result
    }
}
