import ControlRuntime

/// The way out for OSC: what the player's door passes packets on to.
///
/// Messages that are due together go as one bundle where the target wants that, at the next `flush`.
/// Packets that `OSCDeferredTime` wrapped get their time in the target's own way.
///
/// - Thread: the player's. Nothing blocks, allocates or locks.
public struct OSCDoor: ~Copyable {
    private let links: UnsafeMutablePointer<OSCLink>
    /// Place of an output's link; -1 for an output that is no OSC target.
    private let places: UnsafeMutablePointer<Int32>
    private let outputCount: Int
    private let linkCount: Int
    /// Kept alive for the links.
    private let targets: [OSCTarget?]

    /// Takes the memory for all targets.
    ///
    /// - Parameter outputs: by the outputs' places, `nil` for those that are not OSC.
    public init(outputs: [OSCTarget?]) {
        let links = UnsafeMutablePointer<OSCLink>.allocate(capacity: max(1, outputs.count))
        let places = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, outputs.count))
        var next = 0
        for place in outputs.indices {
            if let target = outputs[place] {
                (links + next).initialize(to: OSCLink(target))
                (places + place).initialize(to: Int32(next))
                next += 1
            } else {
                (places + place).initialize(to: -1)
            }
        }
        self.links = links
        self.places = places
        targets = outputs
        outputCount = outputs.count
        linkCount = next
    }

    deinit {
        links.deinitialize(count: linkCount)
        links.deallocate()
        places.deallocate()
    }

    /// Takes one packet for an output.
    ///
    /// - Returns: `.later` when the socket has no room or the burst limit is reached, `.absent` when
    ///   nobody is connected, `.refused` when the packet is none or too long.
    public mutating func send(
        _ packet: UnsafeRawBufferPointer, to output: Int
    ) -> SendOutcome {
        guard output >= 0, output < outputCount, places[output] >= 0 else { return .absent }
        return links[Int(places[output])].take(packet)
    }

    /// Sends what has been taken since the last call.
    public mutating func flush() {
        for place in 0..<linkCount where links[place].hasUnsent { links[place].flush() }
    }

    /// Whether something taken waits for the system to have room: flush again in a millisecond.
    public var hasUnsent: Bool {
        for place in 0..<linkCount where links[place].hasUnsent { return true }
        return false
    }
}
