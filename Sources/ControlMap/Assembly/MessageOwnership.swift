/// Who took what on which channel; tells of what is taken twice.
struct MessageOwnership<Owner> {
    private struct Holders {
        var alone: Owner?
        var sharing: Owner?
    }

    private var holders: [Int: Holders] = [:]

    /// Takes everything that `message` sends for `owner`.
    ///
    /// - Returns: the first thing that somebody else had, and who; empty when all was free.
    mutating func add(
        _ message: ControllerMessage, channel: Int, owner: Owner
    ) -> [(taken: MessageOwner, by: Owner)] {
        if case .controlChange(let number, let bits) = message, bits != 14 {
            let wanted = MessageOwner(channel: channel, kind: .controlChange, number: number)
            return take(wanted, for: owner).map { [(wanted, $0)] } ?? []
        }
        var clash: [(taken: MessageOwner, by: Owner)] = []
        for wanted in message.owners(on: channel) {
            if let other = take(wanted, for: owner), clash.isEmpty { clash = [(wanted, other)] }
        }
        return clash
    }

    /// - Returns: who had it, when it was not free.
    mutating func take(_ wanted: MessageOwner, for owner: Owner) -> Owner? {
        Self.take(wanted, for: owner, &holders[wanted.key, default: Holders()])
    }

    private static func take(
        _ wanted: MessageOwner, for owner: Owner, _ held: inout Holders
    ) -> Owner? {
        let other = held.alone ?? (wanted.isShared ? nil : held.sharing)
        if wanted.isShared {
            held.sharing = held.sharing ?? owner
        } else {
            held.alone = held.alone ?? owner
        }
        return other
    }
}
