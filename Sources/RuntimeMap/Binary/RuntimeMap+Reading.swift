extension RuntimeMap {
    /// The map that a file holds, as values of its own: for tools and tests. A player reads in place.
    public init(_ view: RuntimeMapView) {
        let info = view.base + view.place(.info, 0)
        func field(_ index: Int) -> String { view.text(info.word(8 * index)) }
        self.init(
            version: view.version, name: field(0),
            device: RuntimeDevice(manufacturer: field(1), model: field(2), port: field(3)),
            plugin: info.quad(56) == 0
                ? nil : RuntimePlugin(format: field(4), uri: field(5), name: field(6)),
            outputs: (0..<view.outputCount).map(view.output),
            layers: (0..<view.count(.layers)).map(view.layer),
            bindings: (0..<view.bindingCount).map { RuntimeBinding(view.binding($0), of: view) })
    }
}

extension RuntimeMapView {
    /// Makes strings.
    public func output(_ index: Int) -> RuntimeOutput {
        typealias Place = RuntimeMapLayout.Output
        let record = base + place(.outputs, index)
        let address = text(record.word(Place.address))
        let kind: RuntimeOutput.Kind =
            record.byte(Place.kind) == 0
            ? .midi(
                RuntimePort(
                    request: address, bytesPerSecond: Int(record.quad(Place.bytesPerSecond))))
            : .osc(
                RuntimeOSCTarget(
                    address: address,
                    timing: .init(rawValue: Int(record.byte(Place.timing))) ?? .live,
                    bundling: .init(rawValue: Int(record.byte(Place.bundling))) ?? .auto))
        return RuntimeOutput(name: text(record.word(Place.name)), kind: kind)
    }

    /// Name of a layer; makes a string.
    public func layer(_ index: Int) -> String { text(base.word(place(.layers, index))) }
}

extension RuntimeBinding {
    fileprivate init(_ record: BindingRecord, of view: RuntimeMapView) {
        self.init(
            control: record.control, channel: record.channel, message: record.message,
            behaviour: record.behaviour, layers: record.layers,
            targets: record.targets.map { RuntimeTarget(view.target($0), id: $0, of: view) },
            feedback: record.feedback)
        acceleration = record.acceleration
    }
}

extension RuntimeTarget {
    fileprivate init(_ record: TargetRecord, id: Int, of view: RuntimeMapView) {
        self.init(
            id: id, parameter: record.parameter, symbol: record.symbol, kind: record.kind,
            minimum: record.minimum, maximum: record.maximum, defaultValue: record.defaultValue)
        route = record.route
        scalesWithSampleRate = record.scalesWithSampleRate
        choices = record.choices.map(view.number)
        curve = record.curve
        curvePoints = record.curvePoints.map(view.number)
        isBipolar = record.isBipolar
        lower = record.lower
        upper = record.upper
        isInverted = record.isInverted
        mode = record.mode
        steps = record.steps
        pickUp = record.pickUp
        deadZone = record.deadZone
        smoothingMilliseconds = record.smoothingMilliseconds
        group = record.group
    }
}
