import ControlMap
import Diagnostics
import PluginCatalog

/// The bindings of a file while maps are added to it.
struct ArdourDraft {
    /// What one binding came from.
    struct Origin {
        var map: Int
        var control: String
        /// `nil` where values are taken as they come whatever the file says.
        var pickUp: Shaping.PickUp?
    }

    /// One message to one parameter; the event bound does not matter.
    private struct Route: Hashable {
        var message: ControllerMessage
        var channel: Int
        var parameter: Int
    }

    private(set) var bindings: [ArdourBinding] = []
    private(set) var remarks: [ArdourRemark] = []
    private(set) var origins: [Origin] = []
    private(set) var diagnostics: [Diagnostic] = []
    private let options: ArdourOptions
    private let addressPrefix: String
    private var routes: Set<Route> = []
    /// Controls of the map being added whose slow turns may get lost.
    private var stickyEncoders: [String] = []
    /// Switches of the map being added that start on and flip when they should go on.
    private var reversedSwitches: [String] = []

    init(_ options: ArdourOptions) {
        self.options = options
        addressPrefix = "/route/plugin/parameter \(options.address) \(options.slot) "
    }

    mutating func add(_ map: ResolvedMap, _ plugin: PluginDescriptor?, at place: Int) {
        let (firstBinding, firstRemark) = (bindings.count, remarks.count)
        (stickyEncoders, reversedSwitches) = ([], [])
        var alwaysHeard: [String] = []
        for control in map.controls {
            let isHeard = control.layers.isEmpty || control.layers.first == map.layers.first
            for target in control.targets {
                guard isHeard else {
                    diagnostics.append(.ardour(.layer, control, target, in: map))
                    continue
                }
                add(target, of: control, in: map, plugin, at: place)
            }
            if isHeard, !control.layers.isEmpty, !control.targets.isEmpty {
                alwaysHeard.append(control.id)
            }
            if let feedback = control.feedback, !feedback.isArdours {
                diagnostics.append(.ardourFeedback(control, in: map))
            }
        }
        if !alwaysHeard.isEmpty {
            diagnostics.append(.ardourAlwaysHeard(alwaysHeard, in: map))
        }
        if !stickyEncoders.isEmpty {
            diagnostics.append(.ardourEncoderSticks(stickyEncoders, in: map))
        }
        if !reversedSwitches.isEmpty {
            diagnostics.append(.ardourStartsOn(reversedSwitches, in: map))
        }
        if bindings.count > firstBinding {
            let heading = ardourHeading(map, plugin.map(MappedPlugin.init) ?? map.plugin, options)
            remarks.insert(ArdourRemark(place: firstBinding, text: heading), at: firstRemark)
        } else {
            diagnostics.append(.ardourNothing(map))
        }
    }

    private mutating func add(
        _ resolved: ResolvedTarget, of control: ResolvedControl, in map: ResolvedMap,
        _ plugin: PluginDescriptor?, at place: Int
    ) {
        let format = plugin?.identity.format ?? map.plugin?.identity.format ?? .lv2
        let target: ArdourTarget
        do throws(ArdourRefusal) { target = try ArdourTarget(resolved, of: format) } catch {
            diagnostics.append(.ardour(error, control, resolved, in: map))
            return
        }
        var decision = ArdourTargetDecision(control, target)
        var number = 0
        do throws(ArdourRefusal) {
            if let plugin { try checkAge(of: target.parameter, in: plugin) }
            number = try ardourNumber(
                of: target.parameter, in: plugin.map(MappedPlugin.init) ?? map.plugin,
                version: options.version)
        } catch { decision.refusals.append(error) }
        guard decision.refusals.isEmpty, let event = decision.event else {
            if decision.refusals.contains(.unhostedFormat) {
                // So it is with every control of the map, which one line says.
                let finding = Diagnostic.ardourUnhosted(map)
                if !diagnostics.contains(finding) { diagnostics.append(finding) }
                return
            }
            diagnostics += decision.refusals.map { .ardour($0, control, resolved, in: map) }
            return
        }
        let route = Route(message: control.message, channel: control.channel, parameter: number)
        guard routes.insert(route).inserted else {
            diagnostics.append(.ardourDuplicate(control, resolved, in: map))
            return
        }
        bindings.append(
            ArdourBinding(
                channel: control.channel, event: event, number: control.message.ardourNumber,
                isMomentary: decision.isMomentary, address: addressPrefix + String(number)))
        if decision.followsButton, startsOn(target) {
            reversedSwitches.append(control.id)
        }
        if event.isEncoder, !isUnitRange(target.parameter) { stickyEncoders.append(control.id) }
        remarks.append(
            ArdourRemark(
                place: bindings.count - 1, text: ardourRemark(control, target.parameter)))
        origins.append(
            Origin(map: place, control: control.id, pickUp: decision.pickUp(control, target)))
    }
}

/// Whether positions of an encoder survive Ardour's way to a value and back: it keeps a position as
/// the value in single precision and cuts off the rest, so that on another range about one position
/// in ten reads one too low, and a single step up from there leads nowhere.
private func isUnitRange(_ parameter: PluginParameter) -> Bool {
    parameter.minimum == 0 && parameter.maximum == 1 && !parameter.isLogarithmic
        && !parameter.scalesWithSampleRate
}

extension Feedback {
    /// Whether it is what Ardour sends back.
    fileprivate var isArdours: Bool {
        on == 127 && off == 0 && message == nil && channel == nil
    }
}

private func startsOn(_ target: ArdourTarget) -> Bool {
    let parameter = target.parameter
    return target.isSwitch && (parameter.defaultValue ?? 0) > (parameter.minimum ?? 0)
}

/// How one target of a control is bound, or all that speaks against it.
struct ArdourTargetDecision {
    var event: ArdourEvent?
    var isMomentary = false
    var refusals: [ArdourRefusal] = []

    init(_ control: ResolvedControl, _ target: ArdourTarget) {
        do throws(ArdourRefusal) {
            let hardware = try ArdourHardware(control)
            let parameters = ArdourParameters(target)
            take(ardourVerdict(hardware, parameters, target.shaping.mode), control.behaviour)
            refusals += ardourShapingRefusals(
                target, hardware: hardware, behaviour: control.behaviour)
        } catch { refusals.append(error) }
    }

    private mutating func take(_ verdict: ArdourVerdict, _ behaviour: ElementBehaviour) {
        switch verdict {
        case .refuse(let refusal): refusals.append(refusal)
        case .bindEncoder:
            if case .relative(let encoding) = behaviour { event = ArdourEvent(encoding) }
        case .bind(let event, let momentary, let values):
            self.event = event
            isMomentary = momentary
            if case .button(let button) = behaviour, !values.accept(button) {
                refusals.append(.buttonValues)
            }
        }
    }

    /// Whether a switch is to take the button's state; Ardour flips it at `on`, whatever it is at.
    var followsButton: Bool { event == .controlToggle || event == .note && isMomentary }

    /// The pick-up that the file's own must agree with; `nil` where Ardour never waits.
    ///
    /// A button jumps between values: were it to wait for the parameter's, it would never act.
    func pickUp(_ control: ResolvedControl, _ target: ArdourTarget) -> Shaping.PickUp? {
        guard event?.takesOver == true, !target.isSwitch else { return nil }
        if case .button = control.behaviour { return .jump }
        return target.shaping.pickUp
    }
}
