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
        if !isTemplate, map.facts.descriptor == nil { return nil }
        let descriptor = isTemplate ? nil : map.facts.descriptor
        self.init(
            path: map.own.path, name: name, device: device,
            plugin: descriptor.map(MappedPlugin.init),
            channel: map.channel,
            controls: map.controls.compactMap { ResolvedControl($0, isTemplate: isTemplate) })
    }
}

extension ResolvedControl {
    /// `nil` when nothing says what is sent.
    fileprivate init?(_ control: AssembledControl, isTemplate: Bool) {
        guard let message = control.message else { return nil }
        var targets: [ResolvedTarget] = []
        if !isTemplate, let parameter = control.match.parameter {
            targets = [ResolvedTarget(parameter: parameter, shaping: control.shaping(parameter))]
        }
        self.init(
            id: control.id, name: control.name, channel: control.channel, message: message,
            behaviour: control.behaviour, feedback: control.layers.first { $0.feedback }?.value,
            targets: targets)
    }
}

extension AssembledControl {
    /// The mode that is stated, else what an element of this kind does to this parameter.
    func mode(for parameter: PluginParameter) -> Shaping.Mode {
        guard button != nil else { return .direct }
        if let stated = layers.first({ $0.mode })?.value { return stated }
        return parameter.isSwitch ? .toggle : .direct
    }

    /// How the control's position becomes a value of this parameter.
    func shaping(_ parameter: PluginParameter) -> Shaping {
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
