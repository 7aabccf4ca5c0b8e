import RuntimeMap

/// What a map must know of the player that plays it.
public struct MapSetting {
    /// The map's place among those that are played.
    public var map: UInt8
    /// The player's output for each of the map's outputs.
    public var outputs: [UInt16]
    /// The player's output to the controller itself, for what it shows; `nil` for none.
    public var controller: UInt16?
    /// Another than that of the map that this one replaces, 0...15.
    public var generation: UInt8 = 0
    /// Places of controls of a map that this one replaces: they keep them, so that what a program has asked
    /// for before means the same control.
    public var controls: [String: UInt16] = [:]
    /// For parameters whose range is a multiple of it.
    public var sampleRate = 48_000.0
    /// How long what comes back of what was sent is taken for an echo, in nanoseconds.
    public var echoNanoseconds: UInt64 = 250_000_000
    /// The packet of a target that sends OSC, made once.
    public var packet: (RuntimeRoute) -> PacketPlan?

    public init(
        map: UInt8 = 0, outputs: [UInt16] = [], controller: UInt16? = nil,
        packet: @escaping (RuntimeRoute) -> PacketPlan? = { _ in nil }
    ) {
        self.map = map
        self.outputs = outputs
        self.controller = controller
        self.packet = packet
    }
}

/// Why a map cannot be played though its file is in order.
public enum MapLoadError: Error, Equatable {
    /// More bindings, targets or layers than a player has numbers for.
    case tooLarge
    /// Fewer outputs were given than the map names.
    case outputs(Int)
}

extension MapLoadError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLarge: "the map has more than 65534 controls or targets"
        case .outputs(let count): "the map sends to \(count) outputs, which are not all there"
        }
    }
}

/// What became of all messages of a map.
@frozen public struct MapCounters: Sendable, Equatable {
    /// Messages and events that came in.
    public var received: UInt64 = 0
    /// Messages that no control of the map sends, or none in the layer that is on.
    public var unheard: UInt64 = 0
    /// What came back of what had just been sent.
    public var echoes: UInt64 = 0
    /// Positions of controls that had yet to meet the value they pick up.
    public var waiting: UInt64 = 0
    /// Values that changed.
    public var changed: UInt64 = 0
    /// Messages for ports and OSC targets.
    public var sent: UInt64 = 0
    /// Messages to the controller.
    public var shown: UInt64 = 0
    /// Messages that the player's ring had no room for.
    public var lost: UInt64 = 0
}

/// A map that is played: takes what a controller sends, and offers what it means to a player.
///
/// Made on any thread; then it belongs to the player's thread, which takes it over as a whole. All memory
/// is taken when it is made. What it sends goes through a producer of its own: attach one with room for at
/// least 4,096 events to the player, and let the player advance after each batch of input.
/// Events that come back by `PlayerStep.handOver` with kind `control` go to `handle`.
public struct MapInstance: ~Copyable, @unchecked Sendable {
    // Unchecked: all memory is reached through the only owner.
    let bindings: UnsafeMutablePointer<BindingPlan>
    let targets: UnsafeMutablePointer<TargetPlan>
    let cells: UnsafeMutablePointer<ValueCell>
    let slots: UnsafeMutablePointer<MessageSlot>
    let feedbacks: UnsafeMutablePointer<FeedbackSlot>
    /// Places of targets in radio groups.
    let members: UnsafeMutablePointer<Int>
    /// Bindings that show a cell: for each cell, where they begin in `shownBy`.
    let shownStarts: UnsafeMutablePointer<Int>
    let shownBy: UnsafeMutablePointer<Int>
    /// Bindings of each control: where they begin in `controlBindings`.
    let controlStarts: UnsafeMutablePointer<Int>
    let controlBindings: UnsafeMutablePointer<Int>
    let layerNames: UnsafeMutablePointer<UInt64>
    let hosts: UnsafeMutablePointer<HostPort>
    /// Choices and curve points of all targets.
    let numbers: UnsafeMutablePointer<Double>
    let packets: PacketTable
    let table: MessageTable
    var assembler: ValueAssembler
    var layers: LayerState

    let bindingCount: Int
    let cellCount: Int
    let slotCount: Int
    let feedbackCount: Int
    let controlCount: Int
    let hostCount: Int
    /// Targets of the map.
    public let targetCount: Int
    /// The map's place among those that are played.
    public let map: UInt8
    let generation: UInt8
    let controller: UInt16?
    let echoNanoseconds: UInt64

    /// What became of all messages.
    public internal(set) var counters = MapCounters()

    /// Loads a map. The view's memory is not needed any more afterwards.
    ///
    /// - Throws: `MapLoadError`, when the map is larger than a player's numbers.
    public init(_ view: RuntimeMapView, setting: MapSetting) throws(MapLoadError) {
        let loaded = try LoadedMap(view, setting: setting)
        bindings = copied(loaded.bindings)
        targets = copied(loaded.targets)
        cells = copied(loaded.cells)
        slots = copied(loaded.slots)
        feedbacks = copied(loaded.feedbacks)
        members = copied(loaded.members)
        (shownStarts, shownBy) = (copied(loaded.shown.starts), copied(loaded.shown.members))
        controlStarts = copied(loaded.controls.starts)
        controlBindings = copied(loaded.controls.members)
        layerNames = copied(loaded.layerNames)
        numbers = loaded.numbers
        packets = PacketTable(loaded.packets)
        table = MessageTable(loaded.heard)
        assembler = ValueAssembler()
        layers = LayerState(count: view.layerCount)
        hostCount = loaded.hosts.count
        // Filled before it is a field: nothing of `self` is read until all of it is there.
        let ports = UnsafeMutablePointer<HostPort>.allocate(capacity: max(1, loaded.hosts.count))
        for (place, host) in loaded.hosts.sorted(by: { $0.key < $1.key }).enumerated() {
            (ports + place).initialize(
                to: HostPort(output: host.key, table: MessageTable(host.value)))
        }
        hosts = ports
        bindingCount = loaded.bindings.count
        targetCount = loaded.targets.count
        cellCount = loaded.cells.count
        slotCount = loaded.slots.count
        feedbackCount = loaded.feedbacks.count
        controlCount = loaded.controls.starts.count - 1
        map = setting.map
        generation = setting.generation & 15
        controller = setting.controller
        echoNanoseconds = setting.echoNanoseconds
    }

    deinit {
        bindings.deallocate()
        targets.deallocate()
        cells.deallocate()
        slots.deallocate()
        feedbacks.deallocate()
        members.deallocate()
        shownStarts.deallocate()
        shownBy.deallocate()
        controlStarts.deallocate()
        controlBindings.deallocate()
        layerNames.deallocate()
        numbers.deallocate()
        hosts.deinitialize(count: hostCount)
        hosts.deallocate()
    }

    /// What a target's value is, as far as it is known: what was last sent, or what the host said; its
    /// default at the start.
    public func value(ofTarget place: Int) -> Double {
        precondition(place >= 0 && place < targetCount, "a target of the map")
        return cells[targets[place].cell].value
    }

    /// The layer that is on: the latest of those held, else the page.
    public var layer: Int { layers.current }
}

/// What comes back from a port that the map sends to.
struct HostPort: ~Copyable {
    let output: UInt16
    /// Slots are targets.
    let table: MessageTable
    var assembler = ValueAssembler()

    init(output: UInt16, table: consuming MessageTable) {
        self.output = output
        self.table = table
    }
}

/// Elements in memory of their own, for the owner to give back.
private func copied<Element>(
    _ elements: [Element]
) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
    memory.initialize(from: elements, count: elements.count)
    return memory
}
