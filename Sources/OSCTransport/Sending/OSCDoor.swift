import ControlRuntime

/// The way out for OSC: what the player's door passes packets on to.
///
/// Messages that are due together go as one bundle where the target wants that, at the next `flush`.
/// Packets that `OSCDeferredTime` wrapped get their time in the target's own way.
///
/// - Thread: the player's. Nothing blocks, allocates or locks.
public struct OSCDoor: ~Copyable {
    /// Dense, in no order; room for one an output.
    private let links: UnsafeMutablePointer<OSCLinkHandle>
    /// Places of the outputs of these.
    private let owners: UnsafeMutablePointer<Int32>
    /// Place of an output's link; -1 for an output that is no OSC target.
    private let places: UnsafeMutablePointer<Int32>
    private let outputCount: Int
    private var linkCount = 0
    /// Kept alive for the links.
    private let targets: [OSCTarget?]

    /// Takes the memory for all targets.
    ///
    /// - Parameter outputs: by the outputs' places, `nil` for those that are not OSC.
    public init(outputs: [OSCTarget?]) {
        let count = max(1, outputs.count)
        links = .allocate(capacity: count)
        owners = .allocate(capacity: count)
        places = .allocate(capacity: count)
        places.initialize(repeating: -1, count: count)
        targets = outputs
        outputCount = outputs.count
        for place in outputs.indices {
            if let target = outputs[place] { _ = exchange(OSCLinkHandle(target), output: place) }
        }
    }

    deinit {
        for place in 0..<linkCount { links[place].free() }
        links.deallocate()
        owners.deallocate()
        places.deallocate()
    }

    /// Gives an output another link, or none; answers the one that it had, for the caller to free elsewhere.
    public mutating func exchange(_ link: OSCLinkHandle?, output: Int) -> OSCLinkHandle? {
        guard output >= 0, output < outputCount else { return link }
        let place = Int(places[output])
        guard place >= 0 else {
            guard let link else { return nil }
            (links + linkCount).initialize(to: link)
            owners[linkCount] = Int32(output)
            places[output] = Int32(linkCount)
            linkCount &+= 1
            return nil
        }
        let old = links[place]
        if let link {
            links[place] = link
        } else {
            linkCount &-= 1
            links[place] = links[linkCount]
            owners[place] = owners[linkCount]
            places[Int(owners[place])] = Int32(place)
            places[output] = -1
        }
        return old
    }

    /// Takes one packet for an output.
    ///
    /// - Returns: `.later` when the socket has no room or the burst limit is reached, `.absent` when
    ///   nobody is connected, `.refused` when the packet is none or too long.
    public mutating func send(
        _ packet: UnsafeRawBufferPointer, to output: Int
    ) -> SendOutcome {
        guard output >= 0, output < outputCount, places[output] >= 0 else { return .absent }
        return links[Int(places[output])].link.pointee.take(packet)
    }

    /// Sends what has been taken since the last call.
    public mutating func flush() {
        for place in 0..<linkCount where links[place].link.pointee.hasUnsent {
            links[place].link.pointee.flush()
        }
    }

    /// Whether something taken waits for the system to have room: flush again in a millisecond.
    public var hasUnsent: Bool {
        for place in 0..<linkCount where links[place].link.pointee.hasUnsent { return true }
        return false
    }
}

/// What the player's thread needs of a target that comes later: made and freed by another thread.
///
/// The target must outlive it.
public struct OSCLinkHandle: @unchecked Sendable, Equatable {
    // Unchecked: one thread at a time has it.
    let link: UnsafeMutablePointer<OSCLink>

    public init(_ target: OSCTarget) {
        link = .allocate(capacity: 1)
        link.initialize(to: OSCLink(target))
    }

    /// Closes its socket and gives the memory back.
    public func free() {
        link.deinitialize(count: 1)
        link.deallocate()
    }
}
