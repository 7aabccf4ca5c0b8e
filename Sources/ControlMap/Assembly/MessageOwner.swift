/// One thing on a MIDI channel that a control takes for itself.
///
/// A message may take several: a 14-bit Control Change takes two controllers, an NRPN its own
/// number and a share in controllers 6, 38, 98 and 99.
public struct MessageOwner: Hashable, Sendable, Comparable {
    /// What is taken.
    public enum Kind: String, Sendable, CaseIterable {
        case controlChange = "cc"
        case note, nrpn, rpn
        case pitchBend = "bend"
        case channelPressure = "pressure"
        case polyPressure = "poly-pressure"
        case programChange = "program"
        /// `number` is a digest of the message; `channel` is 0.
        case systemExclusive = "sysex"
    }

    /// 1...16; 0 for system exclusive messages.
    public var channel: Int
    /// What sort of thing is taken.
    public var kind: Kind
    /// Controller, note, program or parameter number; 0 where there is none.
    public var number: Int
    /// Whether others may have the same share: NRPNs and RPNs take turns at their controllers.
    public var isShared: Bool

    /// An owner of its parts.
    public init(channel: Int, kind: Kind, number: Int, isShared: Bool = false) {
        self.channel = channel
        self.kind = kind
        self.number = number
        self.isShared = isShared
    }

    public static func < (left: MessageOwner, right: MessageOwner) -> Bool {
        if left.key != right.key { return left.key < right.key }
        return !left.isShared && right.isShared
    }

    /// As messages name it, for example `CC 14 on channel 1`.
    public var title: String {
        let place = channel == 0 ? "" : " on channel \(channel)"
        switch kind {
        case .controlChange: return "CC \(number)\(place)"
        case .note: return "note \(number)\(place)"
        case .nrpn: return "NRPN \(number)\(place)"
        case .rpn: return "RPN \(number)\(place)"
        case .pitchBend: return "pitch bend\(place)"
        case .channelPressure: return "channel pressure\(place)"
        case .polyPressure: return "poly pressure of note \(number)\(place)"
        case .programChange: return "program \(number)\(place)"
        case .systemExclusive: return "the same system exclusive message"
        }
    }

    /// Channel, kind and number in one; equal for owners that meet.
    var key: Int { channel << 48 | kind.rank << 40 | number }
}

extension MessageOwner.Kind {
    fileprivate var rank: Int {
        switch self {
        case .controlChange: 0
        case .note: 1
        case .nrpn: 2
        case .rpn: 3
        case .pitchBend: 4
        case .channelPressure: 5
        case .polyPressure: 6
        case .programChange: 7
        case .systemExclusive: 8
        }
    }
}

extension ControllerMessage {
    /// Everything that this message takes on `channel`; what it is named by comes first.
    ///
    /// - Source: MIDI 1.0: CC 0...31 have their low halves at 32...63; NRPNs are sent as CC 99, 98,
    ///   6 and 38, RPNs as 101, 100, 6 and 38.
    public func owners(on channel: Int) -> [MessageOwner] {
        var owners: [MessageOwner] = []
        addOwners(on: channel, to: &owners)
        return owners
    }

    /// Adds everything that this message takes on `channel`, in the order of `owners`.
    func addOwners(on channel: Int, to owners: inout [MessageOwner]) {
        func add(_ kind: MessageOwner.Kind, _ number: Int = 0) {
            owners.append(MessageOwner(channel: channel, kind: kind, number: number))
        }
        func share(_ numbers: Int...) {
            for number in numbers {
                owners.append(
                    MessageOwner(
                        channel: channel, kind: .controlChange, number: number, isShared: true))
            }
        }
        switch self {
        case .controlChange(let number, let bits):
            add(.controlChange, number)
            if bits == 14 { add(.controlChange, number + 32) }
        case .note(let number): add(.note, number)
        case .nrpn(let number):
            add(.nrpn, number)
            share(6, 38, 98, 99)
        case .rpn(let number):
            add(.rpn, number)
            share(6, 38, 100, 101)
        case .pitchBend: add(.pitchBend)
        case .channelPressure: add(.channelPressure)
        case .polyPressure(let note): add(.polyPressure, note)
        case .programChange(let program): add(.programChange, program ?? 0)
        case .systemExclusive(let bytes):
            owners.append(
                MessageOwner(channel: 0, kind: .systemExclusive, number: digest(bytes)))
        }
    }
}

/// FNV-1a in 32 bits: tells messages apart, is not secret.
private func digest(_ bytes: [UInt8]) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int(hash)
}
