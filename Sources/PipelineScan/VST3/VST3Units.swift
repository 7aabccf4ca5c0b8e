import CPluginABI

/// The tree of a plugin's units, which group parameters.
struct VST3Units {
    private struct Unit {
        let name: String
        let parent: Int32
    }

    /// By id, without the root.
    private var units: [Int32: Unit] = [:]

    init(
        of controller: VST3Object<vst3_controller_table>, title: String,
        _ answer: inout LibraryAnswer
    ) {
        guard let table = controller.query(.units, as: vst3_units_table.self) else { return }
        let what = "units of '\(title)'"
        let places = CountedItems.places(
            Int(table.table.count?(table.pointer) ?? 0), what, &answer)
        var found = 0
        for place in places {
            var unit = vst3_unit()
            guard table.table.describe?(table.pointer, Int32(place), &unit) == 0 else { continue }
            found += 1
            guard unit.id != 0, units[unit.id] == nil else { continue }
            units[unit.id] = Unit(
                name: answer.text(units: unit.name, "the name of unit \(unit.id) of '\(title)'"),
                parent: unit.parent)
        }
        CountedItems.compare(found, with: places, what, &answer)
    }

    /// The name of a unit after those it lies in, as `Oscillators/Osc 1`.
    ///
    /// - Returns: `nil` for the root, and for units that are not there.
    func path(of id: Int32) -> String? {
        guard units[id] != nil else { return nil }
        var names: [String] = []
        var next = id
        // Trees end; a circle does not.
        while names.count < 32, let unit = units[next] {
            names.append(unit.name)
            next = unit.parent
        }
        return names.reversed().joined(separator: "/")
    }
}
