/// A system that Ardour runs on, as far as its folders differ.
public enum ArdourPlatform: String, Sendable, CaseIterable {
    case linux, macos, windows

    /// The one that this program was built for.
    public static var current: ArdourPlatform {
        #if os(macOS)
            .macos
        #elseif os(Windows)
            .windows
        #else
            .linux
        #endif
    }
}

/// Where Ardour looks for a user's MIDI maps.
///
/// - Source: Ardour's user configuration directory, 6.9 to 9.8.
public struct ArdourFolders: Sendable, Equatable {
    public let platform: ArdourPlatform
    /// The folder that holds one folder for each major version.
    public let base: String

    /// - Parameter environment: HOME and XDG_CONFIG_HOME, or LOCALAPPDATA.
    /// - Returns: `nil` when the environment does not say where.
    public init?(platform: ArdourPlatform, environment: [String: String]) {
        self.platform = platform
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }
        switch platform {
        case .linux:
            if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") {
                base = config
            } else {
                guard let home else { return nil }
                base = home + "/.config"
            }
        case .macos:
            guard let home else { return nil }
            base = home + "/Library/Preferences"
        case .windows:
            guard let local = environment["LOCALAPPDATA"], !local.isEmpty else { return nil }
            base = local
        }
    }

    /// What a major version's folder is called.
    public func name(ofMajor major: Int) -> String {
        (platform == .linux ? "ardour" : "Ardour") + String(major)
    }

    /// The major version whose folder has this name; `nil` for any other, and for versions whose
    /// maps are not known to be the same.
    public func major(ofFolder name: String) -> Int? {
        let prefix = platform == .linux ? "ardour" : "Ardour"
        guard name.hasPrefix(prefix), let major = Int(name.dropFirst(prefix.count)),
            major >= ArdourVersion.oldest.major, self.name(ofMajor: major) == name
        else { return nil }
        return major
    }

    /// The folder of a major version's MIDI maps.
    public func maps(ofMajor major: Int) -> String {
        let slash = platform == .windows ? "\\" : "/"
        return [base, name(ofMajor: major), "midi_maps"].joined(separator: slash)
    }
}
