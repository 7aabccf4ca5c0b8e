import ControlRuntime
import RuntimeMap

extension PacketPlan {
    /// The message of a target that sends OSC, for a map's instance to patch values into.
    ///
    /// - Returns: `nil` when the route sends no OSC.
    public init?(_ route: RuntimeRoute) {
        guard case .osc(_, let address, let arguments) = route else { return nil }
        let message = OSCMessage(address, arguments.map(\.zeroed))
        let tags = address.utf8.count & ~3 + 4
        var place = message.byteCount - arguments.reduce(0) { $0 + $1.byteCount }
        var patches: [Patch] = []
        for (index, argument) in arguments.enumerated() {
            if argument.patch == .flag {
                patches.append(Patch(offset: tags + 1 + index, kind: .flag))
            } else if let kind = argument.patch {
                patches.append(Patch(offset: place, kind: kind))
            }
            place += argument.byteCount
        }
        self.init(bytes: message.encoded(), patches: patches)
    }
}

extension RuntimeOSCArgument {
    /// The constant, or a zero where the value goes.
    fileprivate var zeroed: OSCArgument {
        switch self {
        case .int(let value): .int32(value)
        case .float(let value): .float32(value)
        case .string(let text): .string(text)
        case .valueAsFloat, .positionAsFloat: .float32(0)
        case .valueAsDouble: .float64(0)
        case .valueAsInt: .int32(0)
        case .valueAsBool: .boolean(false)
        }
    }

    /// How the value is written; `nil` for a constant.
    fileprivate var patch: PacketPlan.Patch.Kind? {
        switch self {
        case .int, .float, .string: nil
        case .valueAsFloat: .float
        case .valueAsDouble: .double
        case .valueAsInt: .int
        case .positionAsFloat: .position
        case .valueAsBool: .flag
        }
    }

    /// Bytes among the arguments.
    fileprivate var byteCount: Int {
        switch self {
        case .int, .float, .valueAsFloat, .positionAsFloat, .valueAsInt: 4
        case .string(let text): text.utf8.count & ~3 + 4
        case .valueAsDouble: 8
        case .valueAsBool: 0
        }
    }
}
