/// In which layers controls are heard.
///
/// A control that names no layer is heard in each that does not bind its id anew.
struct LayerMasks {
    private let names: [String]
    /// A bit for each layer; all ones when there is none to tell apart.
    let all: UInt64

    init(_ names: [String]) {
        self.names = names
        all = names.isEmpty || names.count >= 64 ? .max : 1 << UInt64(names.count) - 1
    }

    /// The bits of these layers; of names that are none, nothing.
    func mask(_ layers: [String]) -> UInt64 {
        layers.reduce(0) { mask, name in
            guard let place = names.firstIndex(of: name), place < 64 else { return mask }
            return mask | 1 << UInt64(place)
        }
    }

    /// In the order of the controls.
    func masks(of controls: [AssembledControl]) -> [UInt64] {
        if names.isEmpty { return controls.map { _ in .max } }
        let stated = controls.map { control in
            control.layers.first { $0.layers }.map { mask($0.value.map(\.value)) }
        }
        var taken: [String: UInt64] = [:]
        for (control, mask) in zip(controls, stated) {
            if let mask { taken[control.id, default: 0] |= mask }
        }
        return zip(controls, stated).map { control, mask in
            mask ?? all & ~(taken[control.id] ?? 0)
        }
    }

    /// The names of a mask's layers; empty for all.
    func layers(of mask: UInt64) -> [String] {
        if names.isEmpty || mask & all == all { return [] }
        return names.indices.filter { mask & 1 << UInt64($0) != 0 }.map { names[$0] }
    }
}

extension MapChain {
    /// Names of the layers, from the nearest file that gives any.
    var layers: [Placed<String>] {
        for map in maps {
            guard let layers = map.layers else { continue }
            return layers.value.prefix(64).map { Placed($0.value, map.path, $0.range) }
        }
        return []
    }
}
