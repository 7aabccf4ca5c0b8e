import PluginCatalog

/// Where modules are looked for, as the environment says.
public struct PluginFolders: Sendable {
    /// Variables of the environment that the search reads.
    public static let variables =
        ["HOME"] + PluginFormat.allCases.map { places(of: $0).variable }

    /// Their values, in that order; all that the folders depend on.
    public let values: [String?]

    /// - Parameter value: Of a variable of the environment; `nil` when it is not set.
    public init(_ value: (String) -> String?) { values = Self.variables.map(value) }

    /// The folders to search for modules of a format, first wins: the format's variable when it is set, else the usual places.
    ///
    /// The usual places are one in HOME, those below `/usr/local/lib` and `/usr/lib`, and Debian's folder
    /// for this architecture. CLAP's variable adds to them, as its standard says. Empty, relative and
    /// repeated entries are dropped; a leading `~` is HOME.
    public func search(for format: PluginFormat) -> [String] {
        let home = values[0].flatMap { $0.isEmpty ? nil : $0 }
        let places = Self.places(of: format)
        let stated = Self.variables.firstIndex(of: places.variable).flatMap { values[$0] } ?? ""
        var entries = stated.split(separator: ":").map(String.init)
        if stated.isEmpty || format == .clap {
            entries += places.names.map { "~/." + $0 }
            for root in ["/usr/local/lib/", "/usr/lib/", "/usr/lib/\(Self.triplet)/"] {
                entries += places.names.map { root + $0 }
            }
        }
        var folders: [String] = []
        for entry in entries {
            guard let folder = Self.absolute(entry, home: home), !folders.contains(folder) else {
                continue
            }
            folders.append(folder)
        }
        return folders
    }

    /// The variable of the environment that names the folders of a format.
    public static func variable(of format: PluginFormat) -> String { places(of: format).variable }

    private static func places(of format: PluginFormat) -> (variable: String, names: [String]) {
        switch format {
        case .lv2: ("LV2_PATH", ["lv2"])
        case .ladspa: ("LADSPA_PATH", ["ladspa"])
        case .dssi: ("DSSI_PATH", ["dssi"])
        case .clap: ("CLAP_PATH", ["clap"])
        case .vst3: ("VST3_PATH", ["vst3"])
        case .vst2: ("VST_PATH", ["vst", "lxvst"])
        }
    }

    private static func absolute(_ entry: String, home: String?) -> String? {
        var path = entry
        if entry == "~" || entry.hasPrefix("~/") {
            guard let home else { return nil }
            path = home + entry.dropFirst()
        }
        guard path.hasPrefix("/") else { return nil }
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static var triplet: String {
        #if arch(arm64)
            "aarch64-linux-gnu"
        #else
            "x86_64-linux-gnu"
        #endif
    }
}

extension PluginFormat {
    /// Whether an entry of a searched folder is a module of this format.
    public func isModule(_ name: String, isFolder: Bool) -> Bool {
        switch self {
        case .lv2: isFolder
        case .ladspa, .dssi, .vst2: !isFolder && name.hasSuffix(".so")
        case .clap: !isFolder && name.hasSuffix(".clap")
        case .vst3: name.hasSuffix(".vst3")
        }
    }

    /// Whether listing a module's plugins runs its code; LV2 bundles are only read.
    public var runsCodeToList: Bool { self != .lv2 }

    /// Whether a module tells which plugins it holds for much less than their parameters cost.
    public var isIdentifiedCheaply: Bool {
        switch self {
        case .lv2, .clap, .vst3: true
        case .ladspa, .dssi, .vst2: false
        }
    }

    /// Whether folders in a searched folder are searched too.
    public var isSearchedDeeply: Bool {
        switch self {
        case .lv2, .ladspa, .dssi: false
        case .clap, .vst3, .vst2: true
        }
    }
}
