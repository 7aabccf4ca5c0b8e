import ControlRuntime
import RuntimeMap

/// A message whose bytes are ready but for the value that a control gives it.
///
/// Made when a map is loaded; writing one copies its bytes and patches the value in.
public struct OSCTemplate: ~Copyable {
    /// Where the value goes, and as what.
    @usableFromInline struct Patch {
        @usableFromInline var offset: UInt32
        @usableFromInline var kind: Kind

        @usableFromInline enum Kind: UInt8 { case float, double, int, position, flag }
    }

    private let bytes: UnsafeMutableRawPointer
    private let patches: UnsafeMutablePointer<Patch>
    private let patchCount: Int
    /// Bytes of the message, a multiple of four.
    public let byteCount: Int

    /// - Parameters:
    ///   - address: begins with `/`.
    ///   - arguments: constants, and places for the value.
    public init(address: String, arguments: [RuntimeOSCArgument]) {
        let encoded = OSCMessage(address, arguments.map(\.placeholder)).encoded()
        let copy = UnsafeMutableRawPointer.allocate(byteCount: encoded.count, alignment: 8)
        copy.copyMemory(from: encoded, byteCount: encoded.count)
        let found = Self.patches(address: address, arguments: arguments)
        let table = UnsafeMutablePointer<Patch>.allocate(capacity: max(1, found.count))
        table.initialize(from: found, count: found.count)
        byteCount = encoded.count
        bytes = copy
        patchCount = found.count
        patches = table
    }

    /// - Returns: `nil` when the route sends no OSC.
    public init?(_ route: RuntimeRoute) {
        guard case .osc(_, let address, let arguments) = route else { return nil }
        self.init(address: address, arguments: arguments)
    }

    deinit {
        bytes.deallocate()
        patches.deallocate()
    }

    /// Writes the message for a value.
    ///
    /// - Parameters:
    ///   - value: in the target's own unit.
    ///   - position: its place in the target's range, 0...1.
    /// - Returns: bytes written; 0 when `memory` is too small.
    /// - Thread: real-time. Does not block, allocate or count references.
    @_noLocks @_noAllocation
    public func write(
        value: Double, position: Float, into memory: UnsafeMutableRawBufferPointer
    ) -> Int {
        guard let target = memory.baseAddress, memory.count >= byteCount else { return 0 }
        target.copyMemory(from: bytes, byteCount: byteCount)
        var index = 0
        while index < patchCount {
            let patch = patches[index]
            let place = target + Int(patch.offset)
            switch patch.kind {
            case .float:
                place.storeBytes(of: Float(value).bitPattern.bigEndian, as: UInt32.self)
            case .position:
                place.storeBytes(of: position.bitPattern.bigEndian, as: UInt32.self)
            case .double: place.storeBytes(of: value.bitPattern.bigEndian, as: UInt64.self)
            case .int: place.storeBytes(of: wholeNumber(value).bigEndian, as: Int32.self)
            case .flag:
                let tag = position >= 0.5 ? UInt8(ascii: "T") : UInt8(ascii: "F")
                place.storeBytes(of: tag, as: UInt8.self)
            }
            index &+= 1
        }
        return byteCount
    }

    /// The nearest whole number that 32 bits hold; 0 for what is no number.
    @_noLocks @_noAllocation
    private func wholeNumber(_ value: Double) -> Int32 {
        if value >= 2_147_483_646.5 { return .max }
        if value <= -2_147_483_647.5 { return .min }
        // `rounded` takes a rule whose metadata may be allocated.
        return value == value ? Int32(value + (value < 0 ? -0.5 : 0.5)) : 0
    }

    fileprivate static func patches(address: String, arguments: [RuntimeOSCArgument]) -> [Patch] {
        let tags = address.utf8.count & ~3 + 4
        var place = OSCMessage(address, arguments.map(\.placeholder)).byteCount
        place -= arguments.reduce(0) { $0 + $1.size }
        var found: [Patch] = []
        for (index, argument) in arguments.enumerated() {
            switch argument {
            case .valueAsFloat: found.append(Patch(offset: UInt32(place), kind: .float))
            case .valueAsDouble: found.append(Patch(offset: UInt32(place), kind: .double))
            case .valueAsInt: found.append(Patch(offset: UInt32(place), kind: .int))
            case .positionAsFloat: found.append(Patch(offset: UInt32(place), kind: .position))
            case .valueAsBool:
                found.append(Patch(offset: UInt32(tags + 1 + index), kind: .flag))
            case .int, .float, .string: break
            }
            place += argument.size
        }
        return found
    }
}

extension RuntimeOSCArgument {
    /// The constant, or a zero where the value goes.
    fileprivate var placeholder: OSCArgument {
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

    fileprivate var size: Int {
        switch self {
        case .int, .float, .valueAsFloat, .positionAsFloat, .valueAsInt: 4
        case .string(let text): text.utf8.count & ~3 + 4
        case .valueAsDouble: 8
        case .valueAsBool: 0
        }
    }
}

extension PacketPlan {
    /// The message of a target that sends OSC, for a map's instance to patch values into.
    ///
    /// - Returns: `nil` when the route sends no OSC.
    public init?(_ route: RuntimeRoute) {
        guard case .osc(_, let address, let arguments) = route else { return nil }
        let patches = OSCTemplate.patches(address: address, arguments: arguments)
        self.init(
            bytes: OSCMessage(address, arguments.map(\.placeholder)).encoded(),
            patches: patches.map { Patch(offset: Int($0.offset), kind: $0.kind.plain) })
    }
}

extension OSCTemplate.Patch.Kind {
    fileprivate var plain: PacketPlan.Patch.Kind {
        switch self {
        case .float: .float
        case .double: .double
        case .int: .int
        case .position: .position
        case .flag: .flag
        }
    }
}
