/// A packet whose bytes are ready but for the value that a control gives it: an OSC message or a System
/// Exclusive message, made when a map is loaded.
public struct PacketPlan: Sendable, Equatable {
    /// A place of the packet where the value goes, and as what.
    public struct Patch: Sendable, Equatable {
        /// What the value is written as.
        public enum Kind: UInt8, Sendable {
            /// Big-endian, as in OSC.
            case float, double, int
            /// The value's place in the target's range, 0...1, as a float.
            case position
            /// `T` or `F` among the type tags.
            case flag
            /// The upper and the lower seven bits of a value of System Exclusive.
            case upperBits, lowerBits
        }

        /// Bytes from the packet's start.
        public var offset: Int
        public var kind: Kind

        public init(offset: Int, kind: Kind) {
            self.offset = offset
            self.kind = kind
        }

        var byteCount: Int {
            switch kind {
            case .double: 8
            case .float, .int, .position: 4
            case .flag, .upperBits, .lowerBits: 1
            }
        }
    }

    public var bytes: [UInt8]
    public var patches: [Patch]

    /// A patch that does not lie in the packet is left out.
    public init(bytes: [UInt8], patches: [Patch]) {
        self.bytes = bytes
        self.patches = patches.filter {
            $0.offset >= 0 && $0.offset + $0.byteCount <= bytes.count
        }
    }
}

/// Packets in memory of their own, patched where they lie.
public struct PacketTable: ~Copyable {
    private let starts: UnsafeMutablePointer<Int>
    private let patchStarts: UnsafeMutablePointer<Int>
    private let bytes: UnsafeMutableRawPointer
    private let patches: UnsafeMutablePointer<PacketPlan.Patch>
    let count: Int

    /// - Parameter plans: A packet is asked for by its place here.
    public init(_ plans: [PacketPlan]) {
        count = plans.count
        starts = .allocate(capacity: count + 1)
        patchStarts = .allocate(capacity: count + 1)
        let all = plans.flatMap(\.bytes)
        bytes = .allocate(byteCount: max(1, all.count), alignment: 8)
        bytes.copyMemory(from: all, byteCount: all.count)
        let allPatches = plans.flatMap(\.patches)
        patches = .allocate(capacity: max(1, allPatches.count))
        patches.initialize(from: allPatches, count: allPatches.count)
        starts.initialize(repeating: 0, count: count + 1)
        patchStarts.initialize(repeating: 0, count: count + 1)
        for (place, plan) in plans.enumerated() {
            starts[place + 1] = starts[place] + plan.bytes.count
            patchStarts[place + 1] = patchStarts[place] + plan.patches.count
        }
    }

    deinit {
        starts.deallocate()
        patchStarts.deallocate()
        bytes.deallocate()
        patches.deallocate()
    }

    /// The packet for a value, until the next call.
    ///
    /// - Parameters:
    ///   - place: Of the packet, 0..<`count`.
    ///   - value: In the target's own unit. As a whole number it is the nearest one there is, from the
    ///     middle the one farther from zero, and 0 for what is no number.
    ///   - position: Its place in the target's range, 0...1.
    /// - Thread: real-time. Does not block, allocate or count references.
    @_noLocks
    public func packet(_ place: Int, value: Double, position: Double) -> UnsafeRawBufferPointer {
        let start = bytes + starts[place]
        var patch = patchStarts[place]
        while patch < patchStarts[place &+ 1] {
            let target = start + patches[patch].offset
            switch patches[patch].kind {
            case .float: target.storeBytes(of: Float(value).bitPattern.bigEndian, as: UInt32.self)
            case .double: target.storeBytes(of: value.bitPattern.bigEndian, as: UInt64.self)
            case .int: target.storeBytes(of: wholeNumber(value).bigEndian, as: Int32.self)
            case .position:
                target.storeBytes(of: Float(position).bitPattern.bigEndian, as: UInt32.self)
            case .flag: target.storeBytes(of: position >= 0.5 ? 0x54 : 0x46, as: UInt8.self)
            case .upperBits, .lowerBits:
                let greatest = hasLowerBits(place) ? 16_383.0 : 127
                let bits = UInt16(between(nearestWhole(value), 0, greatest))
                let isUpper = patches[patch].kind == .upperBits && hasLowerBits(place)
                target.storeBytes(of: UInt8(isUpper ? bits >> 7 : bits & 0x7F), as: UInt8.self)
            }
            patch &+= 1
        }
        return UnsafeRawBufferPointer(start: start, count: starts[place &+ 1] &- starts[place])
    }

    @_noLocks
    private func hasLowerBits(_ place: Int) -> Bool {
        var patch = patchStarts[place]
        while patch < patchStarts[place &+ 1] {
            if patches[patch].kind == .lowerBits { return true }
            patch &+= 1
        }
        return false
    }

    /// Whether the packet changes with the value.
    @_noLocks
    func hasValue(_ place: Int) -> Bool { patchStarts[place] < patchStarts[place &+ 1] }
}

/// The nearest whole number that 32 bits hold, from the middle the one farther from zero; 0 for what is no
/// number.
@_noLocks @_noAllocation
private func wholeNumber(_ value: Double) -> Int32 {
    if value >= 2_147_483_646.5 { return .max }
    if value <= -2_147_483_647.5 { return .min }
    // `rounded` takes a rule whose metadata may be allocated.
    return value == value ? Int32(value + (value < 0 ? -0.5 : 0.5)) : 0
}
