import PluginCatalog

/// Which parameter of a plugin is which of another version of it, or of another format's.
struct ParameterPairs {
    private var formers: [Int?]
    private var pairedOlds: Set<Int> = []

    /// Pairs by what the format knows parameters by.
    ///
    /// - LV2, CLAP, VST3: their symbols.
    /// - LADSPA, DSSI, VST2 know only places: one that is called as before is the same, wherever it is now;
    ///   of others the one in the same place.
    /// - Two formats: their names.
    init(from old: PluginDescriptor, to new: PluginDescriptor) {
        formers = Array(repeating: nil, count: new.parameters.count)
        let format = new.identity.format
        guard old.identity.format == format else {
            pair(old, new) { Self.letters($0.name) }
            return
        }
        switch format {
        case .lv2, .clap, .vst3: pair(old, new) { $0.symbol }
        case .ladspa, .dssi, .vst2:
            pair(old, new) { $0.symbol + " " + $0.name }
            pair(old, new) { $0.name }
            pair(old, new) { $0.symbol }
        }
    }

    /// The place of the same parameter before; `nil` when it is new.
    func former(of place: Int) -> Int? { formers[place] }

    /// Whether a parameter is still there.
    func isPaired(old place: Int) -> Bool { pairedOlds.contains(place) }

    /// Pairs those that are left and have a key that no other has.
    private mutating func pair(
        _ old: PluginDescriptor, _ new: PluginDescriptor, by key: (PluginParameter) -> String
    ) {
        let before = Self.places(of: old, by: key) { !pairedOlds.contains($0) }
        let after = Self.places(of: new, by: key) { formers[$0] == nil }
        for (key, place) in after {
            guard let place, let former = before[key] ?? nil else { continue }
            formers[place] = former
            pairedOlds.insert(former)
        }
    }

    /// Places by key; `nil` for a key that several have.
    private static func places(
        of plugin: PluginDescriptor, by key: (PluginParameter) -> String,
        where isLeft: (Int) -> Bool
    ) -> [String: Int?] {
        var places: [String: Int?] = [:]
        for (place, parameter) in plugin.parameters.enumerated() where isLeft(place) {
            let key = key(parameter)
            places.updateValue(places.keys.contains(key) ? nil : place, forKey: key)
        }
        return places
    }

    private static func letters(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
