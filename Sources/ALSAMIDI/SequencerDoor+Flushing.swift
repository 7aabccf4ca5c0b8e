import CSystem
import Glibc

extension SequencerDoor {
    /// Lets go all that was taken; what receivers have no room for is held and tried again.
    ///
    /// - Thread: the player's. One system call unless something is refused.
    public mutating func flush() {
        if !held.isEmpty, pipeline_monotonic_ns() >= retryAt { takeHeldAgain() }
        while !taken.isEmpty {
            let count = write(client.descriptor, taken.memory, taken.byteCount)
            if count > 0 {
                settle(count)
            } else if errno != EINTR {
                refuse(errno)
            }
        }
    }

    private mutating func takeHeldAgain() {
        retryAt = .max
        var index = 0
        while index < held.count {
            destinations[held.owner(index)].isHeld = false
            index &+= 1
        }
        while !held.isEmpty {
            EventBatch.move(held.owner(0), from: &held, to: &taken)
        }
    }

    /// The first bytes have left.
    private mutating func settle(_ bytes: Int) {
        var index = 0
        while index < taken.count {
            destinations[taken.owner(index)].unsent = 0
            index &+= 1
        }
        counts.add(.sent, UInt64(truncatingIfNeeded: taken.removeFirst(bytes)))
        counts.add(.writes)
    }

    /// The first record was not taken.
    private mutating func refuse(_ code: Int32) {
        let output = taken.owner(0)
        switch code {
        case EAGAIN, ENOMEM, ENOSPC:
            counts.add(.again)
            destinations[output].isHeld = true
            destinations[output].room = 0
            destinations[output].unsent = 0
            EventBatch.move(output, from: &taken, to: &held)
            retryAt = min(retryAt, pipeline_monotonic_ns() &+ Self.retryNanoseconds)
        case ENOENT, ENODEV, ENXIO, EBADF:
            destinations[output].isThere = false
            counts.add(.lost, UInt64(truncatingIfNeeded: taken.remove(output)))
        default:
            _ = taken.removeFirst(1)
            counts.add(.refused)
        }
    }
}

extension SequencerDoor {
    /// The next message that came in, `nil` when there is no more. Bytes of System Exclusive are there
    /// until the next call.
    ///
    /// - Thread: the player's. Does not block or allocate.
    public mutating func nextInput() -> SequencerInput? {
        while true {
            while inputStart < inputEnd {
                let record = UnsafeRawPointer(input + inputStart)
                if let content = EventRecord.message(inputStep, of: record) {
                    inputStep &+= 1
                    counts.add(.received)
                    return SequencerInput(
                        content: content, port: EventRecord.destination(at: record).port,
                        source: EventRecord.source(at: record))
                }
                if inputStep == 0 { counts.add(.unknown) }
                inputStep = 0
                // The kernel fills up what follows a record to whole records.
                let size = EventRecord.byteCount(at: record)
                inputStart &+=
                    (size &+ EventRecord.size &- 1) / EventRecord.size &* EventRecord.size
            }
            guard fill() else { return nil }
        }
    }

    /// Reads what has come in since.
    private mutating func fill() -> Bool {
        inputStart = 0
        inputEnd = 0
        while true {
            let count = read(client.descriptor, input, Self.inputCapacity)
            if count > 0 {
                inputEnd = count
                return true
            }
            if errno == EINTR { continue }
            // ENOSPC: the kernel has thrown everything away that waited for us.
            guard count < 0, errno == ENOSPC else { return false }
            counts.add(.overruns)
        }
    }
}
