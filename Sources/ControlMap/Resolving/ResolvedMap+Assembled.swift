import PluginCatalog

extension AssembledMap {
    /// The controller; `nil` when the map names none that is known.
    var deviceIdentity: DeviceIdentity? {
        if let profile = facts.profile {
            return DeviceIdentity(
                profile: profile.id, manufacturer: profile.manufacturer, model: profile.model,
                bankSize: profile.bankSize)
        }
        guard case .described(let manufacturer, let model)? = device?.value else { return nil }
        return DeviceIdentity(profile: "", manufacturer: manufacturer, model: model)
    }
}

extension ResolvedMap {
    /// Puts together what was looked up.
    ///
    /// - Returns: `nil` when something is missing that a resolved map cannot be without.
    init?(_ map: AssembledMap) {
        guard let name = map.own.name?.value, let device = map.deviceIdentity else { return nil }
        let isTemplate = map.own.isOnlyTemplate
        if !isTemplate, map.facts.descriptor == nil, map.needsPlugin { return nil }
        let descriptor = isTemplate ? nil : map.facts.descriptor
        self.init(
            path: map.own.path, name: name, device: device,
            plugin: descriptor.map(MappedPlugin.init),
            channel: map.channel, controls: [])
        port = map.chain.first { $0.devicePort }?.value ?? map.facts.profile?.port ?? ""
        layers = map.layers.map(\.value)
        let masks = LayerMasks(layers)
        for (control, mask) in zip(map.controls, map.masks) {
            guard var resolved = ResolvedControl(control, isTemplate: isTemplate) else { continue }
            resolved.layers = masks.layers(of: mask)
            controls.append(resolved)
        }
    }
}

extension AssembledMap {
    /// Whether the map makes sense only with a plugin: it names one, or moves nothing else.
    var needsPlugin: Bool {
        plugin != nil || own.hasUnreadPlugin
            || targets.allSatisfy { if case .parameter? = $0.destination { true } else { false } }
            || targets.contains { $0.reference != nil }
    }
}

extension ResolvedControl {
    /// `nil` when nothing says what is sent.
    fileprivate init?(_ control: AssembledControl, isTemplate: Bool) {
        guard let message = control.message else { return nil }
        let targets = isTemplate ? [] : control.targets.compactMap(\.resolvedTarget)
        self.init(
            id: control.id, name: control.name, channel: control.channel, message: message,
            behaviour: control.behaviour, feedback: control.feedback, targets: targets)
        if targets.contains(where: { $0.shaping.mode == .radio }) {
            group = control.said.first { $0.group }?.value ?? ""
        }
        if control.isRelative { acceleration = control.said.first { $0.acceleration }?.value ?? 0 }
    }
}

extension AssembledControl {
    /// What this target moves; `nil` when that is not known.
    var resolvedTarget: ResolvedTarget? {
        switch destination {
        case nil: return nil
        case .parameter?:
            return match.parameter.map {
                ResolvedTarget(parameter: $0.asMapped, shaping: shaping($0))
            }
        case .midi(let midi)?:
            guard let message = midi.value.send.fullMessage else { return nil }
            let (send, values) = (midi.value.send, midi.value.values?.value)
            let destination = MIDIDestination(
                output: midi.value.output.value, channel: send.channel?.value ?? channel,
                message: message, minimum: values?.lower, maximum: values?.upper)
            return ResolvedTarget(.midi(destination), shaping: shaping(nil))
        case .osc(let osc)?:
            let values = osc.value.values?.value
            let destination = OSCDestination(
                output: osc.value.output.value, address: osc.value.address.value,
                arguments: osc.value.arguments, minimum: values?.lower ?? 0,
                maximum: values?.upper ?? 1)
            return ResolvedTarget(.osc(destination), shaping: shaping(nil))
        case .layer(let layer)?:
            return ResolvedTarget(.layer(layer.value), shaping: shaping(nil))
        }
    }

    /// What is sent back.
    var feedback: Feedback? {
        guard let entry = layers.first({ $0.feedback })?.value else { return nil }
        let message = entry.send?.fullMessage
        let style = entry.style?.value ?? (button == nil ? .position : .lamp)
        let sent = message ?? self.message
        let usual = style == .position ? sent?.greatestValue ?? 127 : 127
        return Feedback(
            on: entry.on?.value ?? usual, off: entry.off?.value ?? 0, style: style,
            message: message, channel: entry.send?.channel?.value)
    }

    /// The mode that is stated, else what an element of this kind does to this parameter.
    func mode(for parameter: PluginParameter?) -> Shaping.Mode {
        guard button != nil else { return .direct }
        if let stated = layers.first({ $0.mode })?.value { return stated }
        return parameter?.isSwitch ?? false ? .toggle : .direct
    }

    /// How the control's position becomes a value of this parameter, or of what is none.
    func shaping(_ parameter: PluginParameter?) -> Shaping {
        let range = layers.first { $0.range }?.value
        let isInverted = layers.first { $0.invert }?.value ?? false
        var isSwitchedOff = false
        if case .bypass = match { isSwitchedOff = true }
        var shaping = Shaping(
            lower: range?.lower ?? 0, upper: range?.upper ?? 1,
            isInverted: isInverted != isSwitchedOff,
            curve: layers.first { $0.curve }?.value ?? .natural,
            mode: mode(for: parameter),
            pickUp: layers.first { $0.pickUp }?.value ?? .jump,
            steps: layers.first { $0.steps }?.value,
            deadZone: layers.first { $0.deadZone }?.value ?? 0,
            smoothingMilliseconds: layers.first { $0.smoothing }?.value ?? 0)
        // The nearest file that speaks of a curve decides, by a word or by points.
        let speaking = layers.layers.first { $0.entry.curve != nil || $0.entry.curvePoints != nil }
        shaping.curvePoints = speaking?.entry.curvePoints?.value ?? []
        if !shaping.curvePoints.isEmpty { shaping.curve = .natural }
        shaping.isBipolar = layers.first { $0.bipolar }?.value ?? false
        return shaping
    }
}

extension PluginParameter {
    /// Without what moves nothing, and so has no place in a resolved map.
    fileprivate var asMapped: PluginParameter {
        var mapped = self
        (mapped.defaultHint, mapped.steps, mapped.isOptional) = ("", 0, false)
        (mapped.textAtMinimum, mapped.textAtMaximum, mapped.isPeriodic) = ("", "", false)
        return mapped
    }
}
