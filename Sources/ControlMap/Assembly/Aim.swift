import Diagnostics
import SourceText

/// One target, and what each file says of how it is moved: the target's own word comes first.
struct Aim {
    var layers: ControlLayers
    var destination: AssembledDestination?
}

extension ControlLayers {
    /// All that the control moves: what stands beside its id, then the list of targets.
    var aims: [Aim] {
        guard layers.contains(where: \.entry.movesMore) else {
            guard let reference = first({ $0.parameter }),
                reference.value != ParameterReference.none
            else { return [] }
            return [Aim(layers: self, destination: .parameter(reference))]
        }
        var found = stated.map { Aim(layers: self, destination: $0) }
        guard let layer = layers.first(where: { $0.entry.targets != nil }) else { return found }
        for target in layer.entry.targets?.value ?? [] {
            let own = ControlLayer(path: layer.path, dialect: layer.dialect, entry: target)
            let all = ControlLayers(layers: [own] + layers)
            found += ControlLayers(layers: [own]).stated.map { Aim(layers: all, destination: $0) }
        }
        return found
    }

    /// Adds every way in which a parameter is named.
    func addReferences(to references: inout [ParameterReference]) {
        if let reference = first({ $0.parameter })?.value { references.append(reference) }
        guard let targets = first({ $0.targets })?.value else { return }
        for target in targets {
            if let reference = target.parameter?.value { references.append(reference) }
        }
    }

    /// What stands beside an id, or in one target.
    private var stated: [AssembledDestination] {
        var found: [AssembledDestination] = []
        if let reference = first({ $0.parameter }), reference.value != ParameterReference.none {
            found.append(.parameter(reference))
        }
        if let midi = first({ $0.midi }), let value = midi.value {
            found.append(.midi(Placed(value, midi.location.path, midi.location.range)))
        }
        if let osc = first({ $0.osc }), let value = osc.value {
            found.append(.osc(Placed(value, osc.location.path, osc.location.range)))
        }
        if let layer = first({ $0.layerSwitch }), let value = layer.value {
            found.append(.layer(Placed(value, layer.location.path, layer.location.range)))
        }
        return found
    }
}

extension ControlEntry {
    /// Whether it speaks of anything to be moved besides a parameter.
    fileprivate var movesMore: Bool {
        midi != nil || osc != nil || layerSwitch != nil || targets != nil
    }
}
