import CSystem
import ControlRuntime

/// Where the messages of a measurement end: each is compared with the instant at which it was due.
///
/// The instants are known beforehand and rise, so that the place of a message tells its own.
struct MeasuringStage: PlayerStage, ~Copyable {
    /// What the measuring thread reads when the player has ended.
    final class Result: @unchecked Sendable {
        // Unchecked: written by the player's thread, read after it was joined.
        let dues: UnsafeMutableBufferPointer<UInt64>
        let lateness: UnsafeMutableBufferPointer<UInt64>
        var count = 0
        var bytes = 0
        var processorAtFirst: UInt64 = 0
        var processorAtLast: UInt64 = 0

        init(dues: [UInt64]) {
            self.dues = .allocate(capacity: dues.count)
            _ = self.dues.initialize(from: dues)
            lateness = .allocate(capacity: dues.count)
            lateness.initialize(repeating: 0)
        }

        deinit {
            dues.deallocate()
            lateness.deallocate()
        }
    }

    private let result: Unmanaged<Result>

    /// - Parameter result: Outlives the stage.
    init(_ result: Result) {
        self.result = .passUnretained(result)
    }

    mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome {
        note(message.byteCount)
        return .sent
    }

    mutating func send(_ bytes: UnsafeRawBufferPointer, to output: Int) -> SendOutcome {
        note(bytes.count)
        return .sent
    }

    mutating func flush() {}

    private func note(_ bytes: Int) {
        result._withUnsafeGuaranteedRef { result in
            let place = result.count
            guard place < result.dues.count else { return }
            let now = pipeline_monotonic_ns()
            let due = result.dues[place]
            result.lateness[place] = now > due ? now - due : 0
            result.count = place + 1
            result.bytes += bytes
            if place == 0 { result.processorAtFirst = MeasuredClock.threadProcessor() }
            if place == result.dues.count - 1 {
                result.processorAtLast = MeasuredClock.threadProcessor()
            }
        }
    }
}
