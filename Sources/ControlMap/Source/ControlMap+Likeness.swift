import SourceText

extension ControlMap {
    /// Whether a file among others is meant as a map: it has `controls`, or what earlier forms of
    /// maps have in their place, or it extends one. A text that cannot be read may be one.
    public static func isLikely(_ bytes: [UInt8], path: String) -> Bool {
        guard let root = YAMLReader.read(bytes, path: path).root else { return true }
        return ["controls", "mappings", "extends"].contains { root[$0] != nil }
    }

    /// The endings of a map's file.
    public static func isMapName(_ name: String) -> Bool {
        [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) } && !name.hasPrefix(".")
    }
}
