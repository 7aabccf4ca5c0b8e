import SourceText

/// How values are written in a map's file: as YAML, or as JSON where the file is JSON.
struct MapText {
    let isJSON: Bool

    init(path: String) { isJSON = path.hasSuffix(".json") }

    /// A text as a value.
    func text(_ text: String) -> String {
        isJSON ? String(decoding: JSONValue.string(text).encoded(), as: UTF8.self) : yamlText(text)
    }

    /// A key with its colon.
    func key(_ name: String) -> String { isJSON ? "\"\(name)\": " : "\(name): " }
}
