import CPluginABI
import Diagnostics

/// A plugin among the classes of a library.
struct VST3Class {
    let id: VST3ID
    var name: String
    var maker = ""
    var version = ""
    /// Words joined by `|`, as `Fx|Dynamics`.
    var category = ""
}

/// The factory of a library, in the latest version that it has.
struct VST3Factory {
    private let first: VST3Object<vst3_factory_table>
    private let second: VST3Object<vst3_factory_2_table>?
    private let third: VST3Object<vst3_factory_3_table>?

    init?(_ pointer: UnsafeMutableRawPointer?) {
        guard let first = VST3Object<vst3_factory_table>(pointer) else { return nil }
        self.first = first
        second = first.query(.factory2, as: vst3_factory_2_table.self)
        third = first.query(.factory3, as: vst3_factory_3_table.self)
    }

    /// The plugins' classes, in the factory's order; those of controllers are left out.
    func plugins(_ answer: inout LibraryAnswer) -> [VST3Class] {
        let what = "classes of the library"
        let places = CountedItems.places(
            Int(first.table.count?(first.pointer) ?? 0), what, &answer)
        var plugins: [VST3Class] = []
        var seen: Set<VST3ID> = []
        var found = 0
        for place in places {
            var info = vst3_class()
            guard first.table.describe?(first.pointer, Int32(place), &info) == 0 else { continue }
            found += 1
            let isPlugin = withUnsafeBytes(of: info.category) { category in
                category.prefix { $0 != 0 }.elementsEqual("Audio Module Class".utf8)
            }
            guard isPlugin else { continue }
            var plugin = VST3Class(
                id: VST3ID(field: info.id),
                name: answer.text(bytes: info.name, "the name of class \(place)"))
            guard !plugin.id.isZero else {
                answer.report(
                    .warning, "plugin.no-id",
                    "class \(place) of the library has no id; it is left out")
                continue
            }
            guard seen.insert(plugin.id).inserted else {
                answer.report(
                    .warning, "plugin.repeated-id",
                    "the id \(plugin.id.text) is another plugin's of this library already; the "
                        + "second is left out")
                continue
            }
            complete(&plugin, at: place, &answer)
            if plugin.name.isEmpty { plugin.name = plugin.id.text }
            plugins.append(plugin)
        }
        CountedItems.compare(found, with: places, what, &answer)
        return plugins
    }

    /// Adds what only later versions tell. A version that says something else of the class's id is
    /// not believed.
    private func complete(
        _ plugin: inout VST3Class, at place: Int, _ answer: inout LibraryAnswer
    ) {
        let what = "of class \(place)"
        var narrow = vst3_class_2()
        if let second, second.table.describe?(second.pointer, Int32(place), &narrow) == 0,
            VST3ID(field: narrow.id) == plugin.id
        {
            plugin.maker = answer.text(bytes: narrow.maker, "the maker \(what)")
            plugin.version = answer.text(bytes: narrow.version, "the version \(what)")
            plugin.category = answer.text(bytes: narrow.subcategories, "the category \(what)")
        }
        var wide = vst3_class_3()
        if let third, third.table.describe?(third.pointer, Int32(place), &wide) == 0,
            VST3ID(field: wide.id) == plugin.id
        {
            set(&plugin.name, answer.text(units: wide.name, "the name \(what)"))
            set(&plugin.maker, answer.text(units: wide.maker, "the maker \(what)"))
            set(&plugin.version, answer.text(units: wide.version, "the version \(what)"))
            set(
                &plugin.category, answer.text(bytes: wide.subcategories, "the category \(what)"))
        }
        guard plugin.maker.isEmpty else { return }
        var info = vst3_factory_info()
        if first.table.info?(first.pointer, &info) == 0 {
            plugin.maker = answer.text(bytes: info.maker, "the library's maker")
        }
    }

    private func set(_ target: inout String, _ text: String) {
        if !text.isEmpty { target = text }
    }

    /// Tells the library who its host is, where it wants to know.
    func setHost(_ host: VST3Host) {
        guard let third else { return }
        _ = third.table.set_host?(third.pointer, host.application)
    }

    /// Makes an instance of a class.
    func create<Table>(
        _ id: VST3ID, _ interface: VST3ID, as table: Table.Type
    ) -> VST3Object<Table>? {
        var object: UnsafeMutableRawPointer?
        let result = id.withBytes { id in
            interface.withBytes { first.table.create?(first.pointer, id, $0, &object) }
        }
        return result == 0 ? VST3Object<Table>(object) : nil
    }
}
