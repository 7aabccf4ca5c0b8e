import ControlMap
import Diagnostics
import PluginCatalog
import RuntimeMap

/// A runtime's map while its bindings are made.
struct RuntimeMapDraft {
    /// Those that the map's messages go to, in the manifest's order.
    let outputs: [OutputDeclaration]
    private var groups: [String] = []
    private var refused: [Diagnostic] = []
    /// Controls of parameters whose values depend on the sample rate.
    private var rated: [String] = []
    private let map: ResolvedMap
    private let routing: ParameterRouting?

    init(_ map: ResolvedMap, _ declared: [OutputDeclaration], _ routing: ParameterRouting?) {
        self.map = map
        self.routing = routing
        var names = Set(map.outputs)
        let movesParameter = map.controls.contains { $0.targets.contains { $0.parameter != nil } }
        if let routing, movesParameter { names.insert(routing.output) }
        outputs = declared.filter { names.contains($0.name) }
    }

    /// What the bindings made so far cannot do as the map means.
    var diagnostics: [Diagnostic] {
        rated.isEmpty ? refused : refused + [.runtimeSampleRate(rated, in: map)]
    }

    mutating func binding(_ control: ResolvedControl) -> RuntimeBinding {
        var binding = RuntimeBinding(
            control: control.id, channel: control.channel,
            message: RuntimeMessage(of: control.message),
            behaviour: RuntimeBehaviour(control.behaviour), layers: mask(control.layers),
            targets: control.targets.map { target($0, of: control) },
            feedback: control.feedback.map { RuntimeFeedback($0, of: control) })
        binding.acceleration = control.acceleration
        return binding
    }

    private func mask(_ layers: [String]) -> UInt64 {
        if layers.isEmpty { return .max }
        return map.layers.enumerated().reduce(0) { mask, layer in
            layers.contains(layer.element) ? mask | 1 << UInt64(layer.offset & 63) : mask
        }
    }

    private mutating func target(
        _ target: ResolvedTarget, of control: ResolvedControl
    ) -> RuntimeTarget {
        var made: RuntimeTarget
        switch target.destination {
        case .parameter(let parameter):
            made = RuntimeTarget(parameter, target.shaping.curve)
            made.route = route(to: parameter, of: control)
            if let rate = routing?.sampleRate, made.route != .none { made.scale(by: Double(rate)) }
        case .midi(let midi):
            made = RuntimeTarget(
                id: 0, parameter: -1, symbol: "",
                kind: midi.message.greatestValue == 1 ? .offOn : .wholeNumbers,
                minimum: midi.minimum, maximum: midi.maximum, defaultValue: midi.minimum)
            made.curve = RuntimeTarget.Curve(target.shaping.curve, isLogarithmic: false)
            made.route = .midi(
                output: place(of: midi.output), channel: midi.channel,
                message: RuntimeMessage(of: midi.message))
        case .osc(let osc):
            made = RuntimeTarget(
                id: 0, parameter: -1, symbol: "", kind: RuntimeTarget.Kind(osc),
                minimum: osc.minimum, maximum: osc.maximum, defaultValue: osc.minimum)
            made.curve = RuntimeTarget.Curve(target.shaping.curve, isLogarithmic: false)
            made.route = .osc(
                output: place(of: osc.output), address: osc.address,
                arguments: osc.arguments.map { RuntimeOSCArgument($0) })
        case .layer(let name):
            made = RuntimeTarget(
                id: 0, parameter: -1, symbol: "", kind: .offOn, minimum: 0, maximum: 1,
                defaultValue: 0)
            made.curve = RuntimeTarget.Curve(target.shaping.curve, isLogarithmic: false)
            made.route = .layer(map.layers.firstIndex(of: name) ?? 0)
        }
        made.shape(target.shaping)
        if made.mode == .radio { made.group = group(control.group) }
        return made
    }

    /// A number for a group that takes turns, from 1; 0 where none is named.
    private mutating func group(_ name: String) -> Int {
        if name.isEmpty { return 0 }
        if let known = groups.firstIndex(of: name) { return known + 1 }
        groups.append(name)
        return groups.count
    }

    /// The output's place; rules have seen that it is there.
    private func place(of output: String) -> Int {
        outputs.firstIndex { $0.name == output } ?? 0
    }

    /// How a parameter is moved; where it cannot be, its host must bind it by itself.
    private mutating func route(
        to parameter: PluginParameter, of control: ResolvedControl
    ) -> RuntimeRoute {
        guard let routing, outputs.contains(where: { $0.name == routing.output }) else {
            return .none
        }
        var number = parameter.index + 1
        if routing.host == .ardour {
            do throws(ArdourRefusal) {
                number = try ardourNumber(
                    of: parameter, in: map.plugin, version: routing.version ?? .v7_3)
            } catch {
                refused.append(.runtimeParameterNumber(control, parameter, error, in: map))
                return .none
            }
        }
        if parameter.scalesWithSampleRate, routing.tellsValue, routing.sampleRate == nil {
            rated.append(control.id)
            return .none
        }
        let arguments = routing.arguments.map { argument -> RuntimeOSCArgument in
            switch argument {
            case .fixed(let fixed): RuntimeOSCArgument(fixed)
            case .number: .int(Int32(clamping: number))
            case .index: .int(Int32(clamping: parameter.index))
            case .symbol: .string(parameter.symbol)
            case .name: .string(parameter.name)
            }
        }
        return .osc(
            output: place(of: routing.output), address: routing.address, arguments: arguments)
    }
}

extension RuntimeTarget {
    fileprivate init(_ parameter: PluginParameter, _ curve: Shaping.Curve) {
        let minimum = parameter.minimum ?? min(0, parameter.maximum ?? 0)
        let maximum = max(minimum, parameter.maximum ?? max(1, minimum))
        self.init(
            id: 0, parameter: parameter.index, symbol: parameter.symbol,
            kind: Kind(parameter.kind), minimum: minimum, maximum: maximum,
            defaultValue: min(max(parameter.defaultValue ?? minimum, minimum), maximum))
        scalesWithSampleRate = parameter.scalesWithSampleRate
        if kind == .choices { choices = parameter.choices.map(\.value) }
        self.curve = Curve(curve, isLogarithmic: parameter.isLogarithmic && minimum > 0)
    }

    /// Has the bounds in hertz where they are multiples of the sample rate.
    fileprivate mutating func scale(by sampleRate: Double) {
        guard scalesWithSampleRate else { return }
        minimum *= sampleRate
        maximum *= sampleRate
        defaultValue *= sampleRate
        choices = choices.map { $0 * sampleRate }
        scalesWithSampleRate = false
    }

    fileprivate mutating func shape(_ shaping: Shaping) {
        if !shaping.curvePoints.isEmpty {
            curve = .points
            curvePoints = shaping.curvePoints
        }
        isBipolar = shaping.isBipolar
        lower = shaping.lower
        upper = shaping.upper
        isInverted = shaping.isInverted
        mode = Mode(shaping.mode)
        steps = shaping.steps ?? 0
        pickUp = PickUp(shaping.pickUp)
        deadZone = shaping.deadZone
        smoothingMilliseconds = shaping.smoothingMilliseconds
    }
}

extension RuntimeTarget.Kind {
    /// What the arguments tell of the value.
    fileprivate init(_ osc: OSCDestination) {
        if osc.arguments.contains(.value) || osc.arguments.contains(.valueAsDouble) {
            self = .continuous
        } else if osc.arguments.contains(.valueAsInt) {
            self = .wholeNumbers
        } else {
            self = osc.arguments.contains(.valueAsBool) ? .offOn : .continuous
        }
    }
}

extension Diagnostic {
    fileprivate static func runtimeParameterNumber(
        _ control: ResolvedControl, _ parameter: PluginParameter, _ refusal: ArdourRefusal,
        in map: ResolvedMap
    ) -> Diagnostic {
        Diagnostic(
            .warning, "runtime.parameter-number",
            "control '\(control.id)' does not move '\(parameter.name)' in Ardour: \(refusal.reason)",
            path: map.path)
    }

    fileprivate static func runtimeSampleRate(
        _ controls: [String], in map: ResolvedMap
    ) -> Diagnostic {
        let names = controls.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        let more = controls.count > 5 ? " and \(controls.count - 5) more" : ""
        return Diagnostic(
            .warning, "runtime.sample-rate",
            "\(names)\(more) send nothing: the values of their parameters are multiples of the sample "
                + "rate; say it as 'sample_rate' of the target's 'parameters', or let the host bind them",
            path: map.path)
    }
}
