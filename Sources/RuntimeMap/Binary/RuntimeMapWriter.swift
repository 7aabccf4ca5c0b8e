import ContentDigest

extension RuntimeMap {
    /// The map in its binary form, which `RuntimeMapView` reads in place. The same bytes for the same map.
    public func binary() -> [UInt8] {
        var writer = RuntimeMapWriter()
        writer.write(self)
        return writer.file(version: version)
    }
}

/// Fills the sections of a binary map.
private struct RuntimeMapWriter {
    typealias Layout = RuntimeMapLayout

    private var sections = [[UInt8]](repeating: [], count: Layout.Section.allCases.count)
    /// Places of texts already written.
    private var texts: [String: UInt64] = [:]

    mutating func write(_ map: RuntimeMap) {
        var info = LittleEndianRecord(Layout.Section.info.stride)
        let plugin = map.plugin
        let fields = [
            map.name, map.device.manufacturer, map.device.model, map.device.port,
            plugin?.format ?? "", plugin?.uri ?? "", plugin?.name ?? "",
        ]
        for (index, field) in fields.enumerated() { info.put(text(field), at: 8 * index) }
        info.put(UInt32(plugin == nil ? 0 : 1), at: 56)
        add(info, to: .info)
        for layer in map.layers { appendNumber(text(layer), to: .layers) }
        for output in map.outputs { write(output) }
        for binding in map.bindings { write(binding) }
    }

    private mutating func write(_ output: RuntimeOutput) {
        var record = LittleEndianRecord(Layout.Section.outputs.stride)
        record.put(text(output.name), at: Layout.Output.name)
        switch output.kind {
        case .midi(let port):
            record.put(text(port.request), at: Layout.Output.address)
            record.put(UInt32(clamping: port.bytesPerSecond), at: Layout.Output.bytesPerSecond)
        case .osc(let target):
            record.put(text(target.address), at: Layout.Output.address)
            record.put(UInt8(1), at: Layout.Output.kind)
            record.put(UInt8(target.timing.rawValue), at: Layout.Output.timing)
            record.put(UInt8(target.bundling.rawValue), at: Layout.Output.bundling)
        }
        add(record, to: .outputs)
    }

    private mutating func write(_ binding: RuntimeBinding) {
        typealias Place = Layout.Binding
        var record = LittleEndianRecord(Layout.Section.bindings.stride)
        record.put(binding.layers, at: Place.layers)
        record.put(text(binding.control), at: Place.control)
        record.put(bytes(binding.message.bytes), at: Place.systemExclusive)
        record.put(
            span(count(.targets), binding.targets.count), at: Place.targets)
        record.put(UInt32(bitPattern: Int32(clamping: binding.message.number)), at: Place.number)
        record.put(UInt8(clamping: binding.channel), at: Place.channel)
        record.put(UInt8(binding.message.kind.rawValue), at: Place.kind)
        record.put(binding.acceleration.bitPattern, at: Place.acceleration)
        write(binding.behaviour, to: &record)
        record.put(Place.noFeedback, at: Place.feedbackStyle)
        if let feedback = binding.feedback { write(feedback, to: &record) }
        add(record, to: .bindings)
        for target in binding.targets { write(target) }
    }

    private func write(_ behaviour: RuntimeBehaviour, to record: inout LittleEndianRecord) {
        typealias Place = Layout.Binding
        let code: UInt8
        switch behaviour {
        case .absolute: code = 0
        case .relative(let encoding):
            code = 1
            record.put(UInt8(encoding.rawValue), at: Place.encoding)
        case .momentary(let on, let off):
            code = 2
            record.put(UInt16(clamping: on), at: Place.on)
            record.put(UInt16(clamping: off), at: Place.off)
        case .latching(let on, let off):
            code = 3
            record.put(UInt16(clamping: on), at: Place.on)
            record.put(UInt16(clamping: off), at: Place.off)
        }
        record.put(code, at: Place.behaviour)
    }

    private mutating func write(
        _ feedback: RuntimeFeedback, to record: inout LittleEndianRecord
    ) {
        typealias Place = Layout.Binding
        record.put(UInt8(feedback.style.rawValue), at: Place.feedbackStyle)
        record.put(UInt8(clamping: feedback.channel), at: Place.feedbackChannel)
        record.put(UInt8(feedback.message.kind.rawValue), at: Place.feedbackKind)
        record.put(
            UInt32(bitPattern: Int32(clamping: feedback.message.number)), at: Place.feedbackNumber)
        record.put(UInt16(clamping: feedback.on), at: Place.feedbackOn)
        record.put(UInt16(clamping: feedback.off), at: Place.feedbackOff)
        record.put(bytes(feedback.message.bytes), at: Place.feedbackBytes)
    }

    private mutating func write(_ target: RuntimeTarget) {
        typealias Place = Layout.Target
        var record = LittleEndianRecord(Layout.Section.targets.stride)
        let reals = [
            target.minimum, target.maximum, target.defaultValue, target.lower, target.upper,
            target.deadZone, target.smoothingMilliseconds,
        ]
        for (index, real) in reals.enumerated() { record.put(real.bitPattern, at: 8 * index) }
        record.put(text(target.symbol), at: Place.symbol)
        record.put(UInt32(bitPattern: Int32(clamping: target.parameter)), at: Place.parameter)
        record.put(UInt32(clamping: target.steps), at: Place.steps)
        record.put(UInt32(clamping: target.group), at: Place.group)
        record.put(numbers(target.choices), at: Place.choices)
        record.put(numbers(target.curvePoints), at: Place.points)
        record.put(UInt8(target.kind.rawValue), at: Place.kind)
        record.put(UInt8(target.curve.rawValue), at: Place.curve)
        record.put(UInt8(target.mode.rawValue), at: Place.mode)
        record.put(UInt8(target.pickUp.rawValue), at: Place.pickUp)
        let flags =
            (target.scalesWithSampleRate ? Place.scales : 0)
            | (target.isBipolar ? Place.bipolar : 0) | (target.isInverted ? Place.inverted : 0)
        record.put(flags, at: Place.flags)
        write(target.route, to: &record)
        add(record, to: .targets)
    }

    private mutating func write(_ route: RuntimeRoute, to record: inout LittleEndianRecord) {
        typealias Place = Layout.Target
        switch route {
        case .none: record.put(UInt8(0), at: Place.route)
        case .midi(let output, let channel, let message):
            record.put(UInt8(1), at: Place.route)
            record.put(UInt32(clamping: output), at: Place.output)
            record.put(UInt8(clamping: channel), at: Place.channel)
            record.put(UInt8(message.kind.rawValue), at: Place.message)
            record.put(UInt32(bitPattern: Int32(clamping: message.number)), at: Place.number)
            record.put(bytes(message.bytes), at: Place.systemExclusive)
        case .osc(let output, let address, let arguments):
            record.put(UInt8(2), at: Place.route)
            record.put(UInt32(clamping: output), at: Place.output)
            record.put(text(address), at: Place.address)
            record.put(span(count(.arguments), arguments.count), at: Place.arguments)
            for argument in arguments { write(argument) }
        case .layer(let layer):
            record.put(UInt8(3), at: Place.route)
            record.put(UInt32(clamping: layer), at: Place.output)
        }
    }

    private mutating func write(_ argument: RuntimeOSCArgument) {
        var record = LittleEndianRecord(Layout.Section.arguments.stride)
        record.put(argument.code, at: 0)
        switch argument {
        case .int(let value): record.put(UInt32(bitPattern: value), at: 4)
        case .float(let value): record.put(value.bitPattern, at: 4)
        case .string(let value): record.put(text(value), at: 8)
        default: break
        }
        add(record, to: .arguments)
    }
}

extension RuntimeMapWriter {
    private func count(_ section: Layout.Section) -> Int {
        sections[section.rawValue].count / section.stride
    }

    /// First and count as one word.
    private func span(_ first: Int, _ count: Int) -> UInt64 {
        UInt64(UInt32(clamping: first)) | UInt64(UInt32(clamping: count)) << 32
    }

    private mutating func add(_ record: LittleEndianRecord, to section: Layout.Section) {
        sections[section.rawValue] += record.bytes
    }

    private mutating func appendNumber(_ number: UInt64, to section: Layout.Section) {
        withUnsafeBytes(of: number.littleEndian) { sections[section.rawValue] += $0 }
    }

    private mutating func text(_ text: String) -> UInt64 {
        if let known = texts[text] { return known }
        let place = bytes(Array(text.utf8))
        texts[text] = place
        return place
    }

    private mutating func bytes(_ bytes: [UInt8]) -> UInt64 {
        let place = span(bytes.isEmpty ? 0 : count(.bytes), bytes.count)
        sections[Layout.Section.bytes.rawValue] += bytes
        return place
    }

    private mutating func numbers(_ numbers: [Double]) -> UInt64 {
        let place = span(numbers.isEmpty ? 0 : count(.numbers), numbers.count)
        for number in numbers { appendNumber(number.bitPattern, to: .numbers) }
        return place
    }

    /// Header, table and sections.
    func file(version: Int) -> [UInt8] {
        var table: [UInt8] = []
        var body: [UInt8] = []
        let start = Layout.headerBytes + Layout.sectionEntryBytes * sections.count
        for (kind, section) in zip(Layout.Section.allCases, sections) {
            while body.count % 8 != 0 { body.append(0) }
            var entry = LittleEndianRecord(Layout.sectionEntryBytes)
            entry.put(UInt32(kind.rawValue), at: 0)
            entry.put(UInt32(kind.stride), at: 4)
            entry.put(UInt32(clamping: start + body.count), at: 8)
            entry.put(UInt32(clamping: section.count / kind.stride), at: 12)
            table += entry.bytes
            body += section
        }
        let checked = table + body
        var header = LittleEndianRecord(Layout.headerBytes)
        header.put(Layout.magic, at: 0)
        header.put(UInt16(clamping: version), at: 8)
        header.put(UInt16(Layout.headerBytes), at: 10)
        header.put(UInt32(sections.count), at: 12)
        header.put(UInt64(Layout.headerBytes + checked.count), at: 16)
        header.put(checked.withUnsafeBytes { checksum64($0) }, at: 24)
        return header.bytes + checked
    }
}

extension RuntimeOSCArgument {
    /// How files say which argument it is.
    fileprivate var code: UInt32 {
        switch self {
        case .int: 0
        case .float: 1
        case .string: 2
        case .valueAsFloat: 3
        case .valueAsDouble: 4
        case .valueAsInt: 5
        case .valueAsBool: 6
        case .positionAsFloat: 7
        }
    }
}

/// A record of fixed size, filled at offsets.
private struct LittleEndianRecord {
    var bytes: [UInt8]

    init(_ count: Int) { bytes = [UInt8](repeating: 0, count: count) }

    mutating func put<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
        precondition(offset >= 0 && offset + MemoryLayout<Number>.size <= bytes.count)
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self)
        }
    }
}
