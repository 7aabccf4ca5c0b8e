import CPluginABI
import Glibc
import PluginCatalog

/// Asks one open VST2 plugin by questions that change nothing.
struct VST2Reader {
    let plugin: UnsafeMutablePointer<vst2_plugin>
    let ask: vst2_ask
    /// The library's path, whose name stands in for a plugin without one.
    let file: String

    /// Room for a text; the standard gives some of them 8 characters, and plugins take what they like.
    private let space = UnsafeMutablePointer<CChar>.allocate(capacity: roomForTexts)
    private static let roomForTexts = 16384
    /// Longer texts are rare enough to clear all of the room after them.
    private static let usualLength = 512

    init(plugin: UnsafeMutablePointer<vst2_plugin>, ask: @escaping vst2_ask, file: String) {
        self.plugin = plugin
        self.ask = ask
        self.file = file
        space.initialize(repeating: 0, count: Self.roomForTexts)
    }

    func open() { _ = ask(plugin, Int32(vst2_open), 0, 0, nil, 0) }

    var id: Int32 { plugin.pointee.id }

    var category: Int { ask(plugin, Int32(vst2_category), 0, 0, nil, 0) }

    /// A plugin's number in the form of its identity.
    static func text(of id: Int32) -> String {
        let digits = String(UInt32(bitPattern: id), radix: 16, uppercase: true)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// The next plugin of a shell, which counts by itself.
    func nextOfShell(_ answer: inout LibraryAnswer) -> (id: Int32, name: String)? {
        prepareSpace()
        let id = Int32(
            truncatingIfNeeded: ask(plugin, Int32(vst2_next_shell_plugin), 0, 0, space, 0))
        guard id != 0 else { return nil }
        return (id, taken("the name of plugin \(Self.text(of: id))", &answer))
    }

    /// - Parameter name: What a shell calls it; it has its own word otherwise.
    func descriptor(
        id: Int32, name: String, _ answer: inout LibraryAnswer
    ) -> PluginDescriptor {
        let number = Self.text(of: id)
        var title = name
        for question in [vst2_effect_name, vst2_product] where title.isEmpty {
            title = text(question, 0, "the name of \(number)", &answer)
        }
        if title.isEmpty { title = fileName }
        let version = ask(plugin, Int32(vst2_maker_version), 0, 0, nil, 0)
        var descriptor = PluginDescriptor(
            identity: PluginIdentity(format: .vst2, id: number), name: title,
            manufacturer: text(vst2_maker, 0, "the maker of '\(title)'", &answer),
            version: version == 0 ? "" : "\(version)", category: categoryName, parameters: [])
        let reader = VST2ParameterReader(reader: self, title: title)
        let places = CountedItems.places(
            Int(plugin.pointee.parameter_count), "parameters of '\(title)'", &answer)
        descriptor.parameters = places.map { reader.parameter(at: $0, &answer) }
        return descriptor
    }

    private var categoryName: String {
        switch category {
        case vst2_category_effect: "Effect"
        case vst2_category_synth: "Instrument"
        default: ""
        }
    }

    private var fileName: String {
        let name = file.split(separator: "/").last ?? ""
        return String(name.hasSuffix(".so") ? name.dropLast(3) : name)
    }

    /// The text that a plugin puts where it is told, without spaces around it.
    func text(
        _ question: Int, _ place: Int, _ what: @autoclosure () -> String,
        _ answer: inout LibraryAnswer
    ) -> String {
        prepareSpace()
        _ = ask(plugin, Int32(question), Int32(place), 0, space, 0)
        return taken(what(), &answer)
    }

    /// Some plugins leave out the 0 at the end.
    private func prepareSpace() {
        let isLong = space[Self.usualLength - 1] != 0
        space.update(repeating: 0, count: isLong ? Self.roomForTexts : Self.usualLength)
    }

    private func taken(_ what: @autoclosure () -> String, _ answer: inout LibraryAnswer) -> String {
        space[Self.roomForTexts - 1] = 0
        guard space[0] != 0 else { return "" }
        return answer.text(space, what()).withoutSpacesAround
    }

    /// What the plugin says of a parameter besides its name; `nil` when it says nothing.
    func properties(of place: Int) -> vst2_properties? {
        prepareSpace()
        guard ask(plugin, Int32(vst2_parameter_properties), Int32(place), 0, space, 0) == 1 else {
            return nil
        }
        return UnsafeRawPointer(space).loadUnaligned(as: vst2_properties.self)
    }
}

extension String {
    var withoutSpacesAround: String {
        var text = self[...]
        while text.first?.isWhitespace ?? false { text.removeFirst() }
        while text.last?.isWhitespace ?? false { text.removeLast() }
        return String(text)
    }
}
