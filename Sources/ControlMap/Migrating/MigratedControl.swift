import Diagnostics
import PluginCatalog
import SourceText

/// A control of one of audio-control's dialects, as it is written in ours.
struct MigratedControl {
    private let control: AssembledControl
    private let entry: ControlEntry
    private let map: AssembledMap

    init(_ control: AssembledControl, _ entry: ControlEntry, _ map: AssembledMap) {
        self.control = control
        self.entry = entry
        self.map = map
    }

    /// Its keys, in the order of what they come from, the id first.
    func items() -> [MigratedItem] {
        var items: [MigratedItem] = []
        if let name = entry.name { items.append(MigratedItem("name", name)) }
        if let text = entry.description { items.append(MigratedItem("description", text)) }
        if let group = entry.group {
            items.append(MigratedItem("group", behindName, .text(group.value)))
        }
        if let kind = entry.kind {
            let word = control.isRelative && kind.value == .knob ? "encoder" : kind.value.rawValue
            let place = entry.group == nil ? kind.range.start : behindName
            items.append(MigratedItem("kind", place, .text(word)))
        }
        items += send() + parameter() + shaping()
        items.add(entry.keptEntries.map(besideItsButton))
        let id = MigratedItem("id", entry.id.range.start, idValue)
        return [id] + items.inOrder()
    }

    private var behindName: SourcePosition { (entry.name ?? entry.id).range.start }

    /// What a group says is written with its first button, behind what the button says itself.
    private func besideItsButton(_ kept: KeptEntry) -> KeptEntry {
        guard kept.owner == "group", let end = entry.node?.end else { return kept }
        var kept = kept
        kept.entry.keyRange = SourceRange(start: end, end: end)
        return kept
    }

    private var idValue: MigratedValue {
        entry.writtenID.map { $0 == entry.id.value } ?? true
            ? .written(entry.id) : .text(entry.id.value)
    }

    private func send() -> [MigratedItem] {
        guard let send = entry.send, let message = send.message else { return [] }
        let place = message.range.start
        var parts = [message.value.item(at: place)]
        if let channel = send.channel {
            parts.append(MigratedItem("channel", place, .integer(channel.value)))
        }
        if let encoder = send.encoder {
            parts.append(MigratedItem("encoder", place, .text(encoder.value.rawValue)))
        }
        if let button = control.button {
            parts.append(MigratedItem("button", place, .text(button.action.rawValue)))
            if button.on != 127 { parts.append(.init("on", place, .integer(button.on))) }
            if button.off != 0 { parts.append(.init("off", place, .integer(button.off))) }
        }
        return [MigratedItem("send", place, .line(parts))]
    }

    private func parameter() -> [MigratedItem] {
        guard let written = entry.parameter else { return [] }
        let place = written.range.start
        func item(_ value: MigratedValue) -> [MigratedItem] {
            [MigratedItem("parameter", place, value)]
        }
        switch written.value {
        case .none: return item(.word("none"))
        case .text(let text):
            // Bare texts are read alike, but digits and 'none' would not be.
            return item(.written(Located(text, at: written.range)))
        case .symbol(let text): return item(.line([.init("symbol", place, .text(text))]))
        case .name(let text): return item(.line([.init("name", place, .text(text))]))
        case .number(let number, let stated):
            if let symbol { return item(.line([.init("symbol", place, .text(symbol))])) }
            guard let base = stated ?? map.numberBase.value else { return [] }
            return item(numbered(number, base, place))
        case .bypass, .window:
            guard let found = control.match.parameter else {
                let word = written.value == .bypass ? "bypass" : "window"
                return [MigratedItem("x-plugin_parameter", place, .text(word))]
            }
            if let symbol { return item(.line([.init("symbol", place, .text(symbol))])) }
            return item(numbered(found.index, 0, place))
        }
    }

    private func numbered(_ number: Int, _ base: Int, _ place: SourcePosition) -> MigratedValue {
        .line([.init("index", place, .integer(number)), .init("base", place, .integer(base))])
    }

    /// The symbol of the parameter that is moved, when it has one that no other has.
    private var symbol: String? {
        guard let found = control.match.parameter, !found.symbol.isEmpty,
            let all = map.facts.descriptor?.parameters,
            all.count(where: { $0.symbol == found.symbol }) == 1
        else { return nil }
        return found.symbol
    }

    private func shaping() -> [MigratedItem] {
        var items: [MigratedItem] = []
        func add(_ key: String, _ range: SourceRange, _ value: MigratedValue) {
            items.append(MigratedItem(key, range.start, value))
        }
        if let mode = entry.mode {
            // What is no button is direct anyway.
            if control.button != nil || mode.value != .direct {
                add(
                    control.button == nil ? "x-mode" : "mode", mode.range,
                    .text(mode.value.rawValue))
            }
        }
        if let sent = entry.sentRange, control.button == nil,
            sent.value != ControlEntry.Span(lower: 0, upper: 127)
        {
            add("x-range", sent.range, .numbers([sent.value.lower, sent.value.upper]))
        }
        let turns = entry.parameter?.value == .bypass && control.match.parameter != nil
        let isInverted = (entry.invert?.value ?? false) != turns
        if isInverted, let range = entry.invert?.range ?? entry.parameter?.range {
            add("invert", range, .flag(true))
        }
        if let points = entry.curvePoints {
            add("curve", points.range, .numbers(points.value))
        } else if let curve = entry.curve {
            add("curve", curve.range, .text(curve.value.rawValue))
        }
        if let bipolar = entry.bipolar { add("bipolar", bipolar.range, .flag(bipolar.value)) }
        if let steps = entry.steps { add("steps", steps.range, .integer(steps.value)) }
        if let zone = entry.deadZone { add("dead-zone", zone.range, .number(zone.value)) }
        if let name = entry.parameterName {
            add("x-parameterName", name.range, .text(name.value))
        }
        return items
    }
}

extension ControllerMessage {
    /// The key that says this message, with its number.
    fileprivate func item(at place: SourcePosition) -> MigratedItem {
        switch self {
        case .controlChange(let number, _): .init("cc", place, .integer(number))
        case .note(let number): .init("note", place, .integer(number))
        case .nrpn(let number): .init("nrpn", place, .integer(number))
        case .rpn(let number): .init("rpn", place, .integer(number))
        case .pitchBend: .init("bend", place, .flag(true))
        case .channelPressure: .init("pressure", place, .flag(true))
        case .polyPressure(let note): .init("poly-pressure", place, .integer(note))
        case .programChange(let program): .init("program", place, .integer(program ?? 0))
        case .systemExclusive: .init("sysex", place, .text("F0 F7"))
        }
    }
}
