extension RuntimeMapView {
    /// Looks at every record once: what it points to exists, and every number is one that a record can
    /// hold.
    func checkRecords() throws(RuntimeMapFault) {
        let info = place(.info, 0)
        for field in 0..<7 { try checkText(at: info + 8 * field) }
        for index in 0..<count(.layers) { try checkText(at: place(.layers, index)) }
        try check(count(.layers) <= 64, "the number of layers", at: place(.layers, 0))
        for index in 0..<count(.outputs) { try checkOutput(at: place(.outputs, index)) }
        for index in 0..<count(.numbers) {
            try check(number(index).isFinite, "a number", at: place(.numbers, index))
        }
        for index in 0..<count(.arguments) { try checkArgument(at: place(.arguments, index)) }
        var nextTarget = 0
        for index in 0..<count(.bindings) {
            try checkBinding(at: place(.bindings, index), nextTarget: &nextTarget)
        }
        try check(nextTarget == count(.targets), "the number of targets", at: 0)
        for index in 0..<count(.targets) { try checkTarget(at: place(.targets, index)) }
    }

    private func check(_ holds: Bool, _ what: String, at offset: Int) throws(RuntimeMapFault) {
        guard holds else { throw RuntimeMapFault(.record(what), at: offset) }
    }

    private func checkSpan(
        at offset: Int, in section: RuntimeMapLayout.Section, _ what: String
    ) throws(RuntimeMapFault) {
        try check(range(base.word(offset)).upperBound <= count(section), what, at: offset)
    }

    private func checkText(at offset: Int) throws(RuntimeMapFault) {
        try checkSpan(at: offset, in: .bytes, "a text")
        let isText = bytes(base.word(offset)).withMemoryRebound(to: UInt8.self) {
            String(validating: $0, as: UTF8.self) != nil
        }
        try check(isText, "a text", at: offset)
    }

    /// A byte that numbers the cases of an enumeration.
    private func checkCase(
        at offset: Int, below count: Int, _ what: String
    ) throws(RuntimeMapFault) {
        try check(base.byte(offset) < count, what, at: offset)
    }

    private func checkOutput(at record: Int) throws(RuntimeMapFault) {
        typealias Place = RuntimeMapLayout.Output
        try checkText(at: record + Place.name)
        try checkText(at: record + Place.address)
        try checkCase(at: record + Place.kind, below: 2, "the kind of an output")
        try checkCase(
            at: record + Place.timing, below: RuntimeOSCTarget.Timing.allCases.count, "a timing")
        try checkCase(
            at: record + Place.bundling, below: RuntimeOSCTarget.Bundling.allCases.count,
            "a bundling")
    }

    private func checkArgument(at record: Int) throws(RuntimeMapFault) {
        try check(base.quad(record) < 8, "the kind of an argument", at: record)
        if base.quad(record) == 2 { try checkText(at: record + 8) }
    }

    private func checkChannel(at offset: Int) throws(RuntimeMapFault) {
        try check((1...16).contains(base.byte(offset)), "a channel", at: offset)
    }

    /// A message's number: what its kind can hold.
    private func checkMessage(
        kind: Int, number: Int, bytes: Int
    ) throws(RuntimeMapFault) {
        try checkCase(at: kind, below: RuntimeMessage.Kind.allCases.count, "the kind of a message")
        let value = Int(Int32(bitPattern: base.quad(number)))
        let largest =
            switch RuntimeMessage.Kind(rawValue: Int(base.byte(kind))) {
            case .nrpn, .rpn: 16383
            case .controlChange14: 31
            default: 127
            }
        try check((-1...largest).contains(value), "the number of a message", at: number)
        try checkSpan(at: bytes, in: .bytes, "System Exclusive bytes")
    }

    private func checkBinding(
        at record: Int, nextTarget: inout Int
    ) throws(RuntimeMapFault) {
        typealias Place = RuntimeMapLayout.Binding
        try checkText(at: record + Place.control)
        try checkMessage(
            kind: record + Place.kind, number: record + Place.number,
            bytes: record + Place.systemExclusive)
        try checkChannel(at: record + Place.channel)
        try checkCase(at: record + Place.behaviour, below: 4, "a behaviour")
        try checkCase(
            at: record + Place.encoding, below: RuntimeBehaviour.Encoding.allCases.count,
            "an encoding")
        let acceleration = Double(bitPattern: base.word(record + Place.acceleration))
        try check(
            (0...100).contains(acceleration), "an acceleration", at: record + Place.acceleration)
        let targets = range(base.word(record + Place.targets))
        // Targets are those of the bindings in order, so that each has one binding.
        try check(
            targets.lowerBound == nextTarget && targets.upperBound <= count(.targets)
                && !targets.isEmpty, "the targets of a binding", at: record + Place.targets)
        nextTarget = targets.upperBound
        guard base.byte(record + Place.feedbackStyle) != Place.noFeedback else { return }
        try checkCase(
            at: record + Place.feedbackStyle, below: RuntimeFeedback.Style.allCases.count,
            "the style of feedback")
        try checkMessage(
            kind: record + Place.feedbackKind, number: record + Place.feedbackNumber,
            bytes: record + Place.feedbackBytes)
        try checkChannel(at: record + Place.feedbackChannel)
    }

    private func checkTarget(at record: Int) throws(RuntimeMapFault) {
        typealias Place = RuntimeMapLayout.Target
        for offset in stride(from: 0, to: 56, by: 8) {
            let value = Double(bitPattern: base.word(record + offset))
            try check(value.isFinite, "a number", at: record + offset)
        }
        try checkText(at: record + Place.symbol)
        try checkSpan(at: record + Place.choices, in: .numbers, "the values of a target")
        try checkSpan(at: record + Place.points, in: .numbers, "the points of a curve")
        try checkCase(
            at: record + Place.kind, below: RuntimeTarget.Kind.allCases.count,
            "the kind of a target")
        try checkCase(
            at: record + Place.curve, below: RuntimeTarget.Curve.allCases.count, "a curve")
        try checkCase(at: record + Place.mode, below: RuntimeTarget.Mode.allCases.count, "a mode")
        try checkCase(
            at: record + Place.pickUp, below: RuntimeTarget.PickUp.allCases.count, "a pick-up")
        if base.byte(record + Place.curve) == RuntimeTarget.Curve.points.rawValue {
            let points = range(base.word(record + Place.points))
            try check(points.count >= 2, "the points of a curve", at: record + Place.points)
        }
        try checkRoute(at: record)
    }

    private func checkRoute(at record: Int) throws(RuntimeMapFault) {
        typealias Place = RuntimeMapLayout.Target
        try checkCase(at: record + Place.route, below: 4, "a route")
        let output = Int(base.quad(record + Place.output))
        switch base.byte(record + Place.route) {
        case 1:
            try check(output < outputCount, "the output of a route", at: record + Place.output)
            try checkMessage(
                kind: record + Place.message, number: record + Place.number,
                bytes: record + Place.systemExclusive)
            try checkChannel(at: record + Place.channel)
        case 2:
            try check(output < outputCount, "the output of a route", at: record + Place.output)
            try checkText(at: record + Place.address)
            try checkSpan(
                at: record + Place.arguments, in: .arguments, "the arguments of a route")
        case 3: try check(output < layerCount, "the layer of a route", at: record + Place.output)
        default: break
        }
    }
}
