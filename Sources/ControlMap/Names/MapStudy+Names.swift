import PluginCatalog

extension MapStudy {
    /// The controls of the map, as far as their names may tell what of a plugin they are to move.
    ///
    /// What a control moves already counts only when the map is for that plugin. One that is for some layers is
    /// known by its `spokenKey`. Those that send messages alone are left out.
    public func namedControls(of plugin: PluginDescriptor) -> [NamedControl] {
        let isOwn = descriptor?.identity == plugin.identity
        let named = (assembled?.controls ?? []).filter(\.isNamedForParameter)
        return named.map { control in
            NamedControl(
                id: control.spokenKey, name: control.name,
                description: control.layers.first { $0.description }?.value,
                isPressed: control.button != nil,
                bound: isOwn ? control.match.parameter?.index : nil)
        }
    }

    /// The controls that name what they move or say that they move nothing.
    public var decidedControls: Set<String> {
        let decided = (assembled?.controls ?? []).filter {
            $0.destination != nil || $0.said.first { $0.parameter } != nil
        }
        return Set(decided.map(\.spokenKey))
    }

    /// The index of the parameter that each control moves, by the control's `spokenKey`.
    public var boundParameters: [String: Int] {
        var bound: [String: Int] = [:]
        for control in assembled?.controls ?? [] where control.isNamedForParameter {
            if let parameter = control.match.parameter {
                bound[control.spokenKey] = parameter.index
            }
        }
        return bound
    }

    /// The descriptor of the map's plugin.
    public var descriptor: PluginDescriptor? { assembled?.facts.descriptor }
}

extension AssembledControl {
    /// Whether its name may be that of a parameter.
    fileprivate var isNamedForParameter: Bool {
        guard message != nil else { return false }
        return destination == nil || targets.contains { $0.reference != nil }
    }
}
