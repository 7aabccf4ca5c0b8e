import PluginCatalog

/// A file or folder with plugins: an LV2 bundle, a VST3 bundle, or a shared library of another format.
public struct PluginModule: Hashable, Sendable, Comparable {
    public var format: PluginFormat
    /// Absolute, unless it lies in the workspace.
    public var path: String

    public init(_ format: PluginFormat, _ path: String) {
        self.format = format
        self.path = path
    }

    /// Reads `FORMAT:PATH`.
    public init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"),
            let format = PluginFormat(rawValue: String(text[..<colon]))
        else { return nil }
        self.init(format, String(text[text.index(after: colon)...]))
    }

    public static func < (left: PluginModule, right: PluginModule) -> Bool {
        (left.format.rawValue, left.path) < (right.format.rawValue, right.path)
    }
}

extension PluginModule: CustomStringConvertible {
    /// `FORMAT:PATH`, as nodes are named.
    public var description: String { format.rawValue + ":" + path }
}
