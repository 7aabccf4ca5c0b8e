import RuntimeMap

/// A map as arrays, on its way into an instance's memory.
struct LoadedMap {
    /// Members of several sets, one set behind the other.
    struct Sets {
        var starts: [Int] = [0]
        var members: [Int] = []

        init(_ sets: [[Int]]) {
            for set in sets {
                members += set
                starts.append(members.count)
            }
        }
    }

    private(set) var bindings: [BindingPlan] = []
    private(set) var targets: [TargetPlan] = []
    private(set) var cells: [ValueCell] = []
    private(set) var slots: [MessageSlot] = []
    private(set) var feedbacks: [FeedbackSlot] = []
    private(set) var packets: [PacketPlan] = []
    private(set) var members: [Int] = []
    private(set) var heard: [(channel: Int, message: RuntimeMessage, slot: Int)] = []
    /// By the player's output: which target a message that comes back speaks of.
    private(set) var hosts: [UInt16: [(channel: Int, message: RuntimeMessage, slot: Int)]] = [:]
    private(set) var layerNames: [UInt64] = []
    private(set) var shown = Sets([])
    private(set) var controls = Sets([])
    let numbers: UnsafeMutablePointer<Double>

    private let view: RuntimeMapView
    private let setting: MapSetting
    private var cellPlaces: [CellKey: Int] = [:]
    private var feedbackPlaces: [UInt64: Int] = [:]
    private let seed: UInt64

    /// What tells apart what targets move.
    private struct CellKey: Hashable {
        var parameter: Int
        var symbol: String
        var route: String
    }

    init(_ view: RuntimeMapView, setting: MapSetting) throws(MapLoadError) {
        guard view.bindingCount < 65_535, view.targetCount < 65_535 else { throw .tooLarge }
        guard setting.outputs.count >= view.outputCount else {
            throw .outputs(view.outputCount)
        }
        self.view = view
        self.setting = setting
        var map = IdentityHash()
        map.add(RuntimeMap(view).plugin?.uri ?? "")
        seed = map.value
        let numberCount = view.numberCount
        numbers = .allocate(capacity: max(1, numberCount))
        for place in 0..<numberCount { (numbers + place).initialize(to: view.number(place)) }
        addBindings()
        makeGroups()
        layerNames = (0..<view.layerCount).map { IdentityHash.of(view.layerName($0)) }
        var showing = [[Int]](repeating: [], count: cells.count)
        for (place, binding) in bindings.enumerated() where binding.feedback >= 0 {
            showing[targets[binding.targets.lowerBound].cell].append(place)
        }
        shown = Sets(showing)
    }

    // Bindings

    private mutating func addBindings() {
        var places = ControlPlaces(setting.controls)
        var ofControl: [[Int]] = []
        for place in 0..<view.bindingCount {
            let record = view.binding(place)
            let control = places.place(of: record.control)
            while ofControl.count < places.count { ofControl.append([]) }
            ofControl[control].append(place)
            addSlot(record, binding: place)
            bindings.append(binding(record, control: UInt32(control)))
            for target in record.targets { targets.append(self.target(target, binding: place)) }
        }
        controls = Sets(ofControl)
    }

    private mutating func addSlot(_ record: BindingRecord, binding place: Int) {
        let message = record.message
        let name = Self.name(message, channel: record.channel)
        if let last = slots.indices.last, slots[last].name == name,
            message.kind != .systemExclusive || heard.last?.message == message
        {
            slots[last].bindings = slots[last].bindings.lowerBound..<(place + 1)
            return
        }
        heard.append((record.channel - 1, message, slots.count))
        slots.append(MessageSlot(bindings: place..<(place + 1), name: name))
    }

    /// Channel, kind and number; for System Exclusive a hash of the bytes.
    private static func name(_ message: RuntimeMessage, channel: Int) -> UInt64 {
        var hash: UInt64 = 0
        if message.kind == .systemExclusive {
            var bytes = IdentityHash()
            for byte in message.bytes { bytes.add(UInt64(byte)) }
            hash = bytes.value >> 32
        }
        return UInt64(channel) << 56 | UInt64(message.kind.rawValue) << 48
            | UInt64(UInt16(truncatingIfNeeded: message.number)) << 32 | hash
    }

    private mutating func binding(_ record: BindingRecord, control: UInt32) -> BindingPlan {
        var plan = BindingPlan(
            layers: record.layers, targets: record.targets, kind: record.kind,
            acceleration: record.acceleration, control: control)
        switch record.behaviour {
        case .absolute: break
        case .relative(let encoding):
            plan.behaviour = .relative
            plan.encoding = encoding
        case .momentary(let on, let off):
            (plan.behaviour, plan.on, plan.off) = (.momentary, Int32(on), Int32(off))
        case .latching(let on, let off):
            (plan.behaviour, plan.on, plan.off) = (.latching, Int32(on), Int32(off))
        }
        if setting.controller != nil, let feedback = record.feedback {
            plan.feedback = place(of: feedback)
            plan.isShownByItself =
                feedback.message == record.message && feedback.channel == record.channel
        }
        return plan
    }

    private mutating func place(of feedback: RuntimeFeedback) -> Int {
        let name = Self.name(feedback.message, channel: feedback.channel)
        if let place = feedbackPlaces[name] { return place }
        var slot = FeedbackSlot(
            name: name, style: feedback.style, kind: feedback.message.kind,
            channel: UInt8(feedback.channel - 1), number: feedback.message.number,
            on: Int32(feedback.on), off: Int32(feedback.off))
        if feedback.message.kind == .systemExclusive {
            slot.packet = addExclusive(feedback.message.bytes)
        }
        feedbackPlaces[name] = feedbacks.count
        feedbacks.append(slot)
        return feedbacks.count - 1
    }

    private mutating func addExclusive(_ bytes: [UInt8]) -> Int {
        var patches: [PacketPlan.Patch] = []
        for (place, byte) in bytes.enumerated() {
            if byte == RuntimeMessage.valueByte {
                patches.append(.init(offset: place, kind: .upperBits))
            } else if byte == RuntimeMessage.fineValueByte {
                patches.append(.init(offset: place, kind: .lowerBits))
            }
        }
        packets.append(PacketPlan(bytes: bytes, patches: patches))
        return packets.count - 1
    }
}

// Targets

extension LoadedMap {
    private mutating func target(_ place: Int, binding: Int) -> TargetPlan {
        let record = view.target(place)
        let shape = TargetShape(
            record, sampleRate: setting.sampleRate,
            choices: part(record.choices), points: part(record.curvePoints))
        var plan = TargetPlan(
            shape: shape, cell: 0, binding: binding, mode: record.mode, pickUp: record.pickUp,
            isBipolar: record.isBipolar || view.binding(binding).kind == .pitchBend,
            smoothing: UInt64(between(record.smoothingMilliseconds, 0, 60_000) * 1_000_000))
        let route = record.route
        plan.cell = cell(record, route, shape)
        plan.position = shape.position(of: cells[plan.cell].value)
        addRoute(route, to: &plan, target: place)
        return plan
    }

    private func part(_ range: Range<Int>) -> UnsafeBufferPointer<Double> {
        UnsafeBufferPointer(start: numbers + range.lowerBound, count: range.count)
    }

    private mutating func cell(
        _ record: TargetRecord, _ route: RuntimeRoute, _ shape: TargetShape
    ) -> Int {
        let key = CellKey(
            parameter: record.parameter, symbol: record.symbol, route: String(describing: route))
        if let known = cellPlaces[key] { return known }
        var hash = IdentityHash(seed: seed)
        hash.add(UInt64(bitPattern: Int64(record.parameter)))
        hash.add(record.symbol)
        // What goes where may be told otherwise in a new map; a parameter stays what it is.
        if record.parameter < 0 { hash.add(key.route) }
        let unit = record.scalesWithSampleRate ? setting.sampleRate : 1
        cellPlaces[key] = cells.count
        cells.append(
            ValueCell(
                identity: hash.value,
                value: between(record.defaultValue * unit, shape.minimum, shape.maximum)))
        return cells.count - 1
    }

    private mutating func addRoute(
        _ route: RuntimeRoute, to plan: inout TargetPlan, target place: Int
    ) {
        switch route {
        case .none: break
        case .midi(let output, let channel, let message):
            plan.output = setting.outputs[output]
            plan.channel = UInt8(channel - 1)
            plan.message = message.kind
            plan.number = message.number
            plan.route = message.kind == .systemExclusive ? .exclusive : .midi
            if plan.route == .exclusive { plan.packet = addExclusive(message.bytes) }
            hosts[plan.output, default: []].append((channel - 1, message, place))
        case .osc(let output, _, _):
            guard let packet = setting.packet(route) else { return }
            plan.output = setting.outputs[output]
            plan.route = .osc
            plan.packet = packets.count
            packets.append(packet)
        case .layer(let layer):
            plan.route = .layer
            plan.layer = layer
        }
    }

    /// Buttons that take turns: those of one group, else those that move the same thing. Of the latter, each
    /// selects the value of its own place, unless a part of the range says which.
    private mutating func makeGroups() {
        var groups: [[Int]: [Int]] = [:]
        for place in targets.indices where targets[place].mode == .radio {
            let group = view.target(place).group
            groups[group > 0 ? [group] : [0, targets[place].cell], default: []].append(place)
        }
        for (_, group) in groups.sorted(by: { $0.value[0] < $1.value[0] }) {
            let range = members.count..<(members.count + group.count)
            members += group
            for (turn, place) in group.enumerated() {
                targets[place].group = range
                targets[place].radioValue = radioValue(place, turn: turn, of: group)
            }
        }
    }

    private func radioValue(_ place: Int, turn: Int, of group: [Int]) -> Double {
        let shape = targets[place].shape
        let isShared = group.allSatisfy { targets[$0].cell == targets[place].cell }
        guard isShared, group.count > 1, shape.usesWholeRange else { return shape.value(at: 1) }
        guard shape.valueCount == 0 else { return shape.value(turn) }
        return shape.value(at: Double(turn) / Double(group.count - 1))
    }
}

/// A number for what something is, the same in every run and on every machine.
struct IdentityHash {
    private(set) var value: UInt64

    init(seed: UInt64 = 0xCBF2_9CE4_8422_2325) {
        value = seed
    }

    mutating func add(_ word: UInt64) {
        value = (value ^ word) &* 0x0000_0100_0000_01B3
        value ^= value >> 29
    }

    mutating func add(_ text: String) {
        for byte in text.utf8 { add(UInt64(byte)) }
        add(0x100)
    }

    static func of(_ text: String) -> UInt64 {
        var hash = IdentityHash()
        hash.add(text)
        return hash.value
    }
}
