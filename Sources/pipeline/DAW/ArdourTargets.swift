import ArgumentParser
import ContentStore
import Glibc
import MapGenerators

/// Which Ardours the user means.
struct ArdourChoice: ParsableArguments {
    @Option(
        name: .customLong("version"),
        help: ArgumentHelp(
            "Major versions of Ardour, as 7 or 7,8; without any, all that are found.",
            valueName: "versions"))
    var versions: String?

    @Flag(help: "All versions that are found; the same as naming none.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "Show the paths of another system: linux, macos or windows; with --dry-run only.",
            valueName: "system"))
    var platform: String?

    func validate() throws {
        if all, versions != nil {
            throw ValidationError("--all and --version exclude each other.")
        }
        if let platform, ArdourPlatform(rawValue: platform) == nil {
            throw ValidationError("--platform must be linux, macos or windows.")
        }
        for word in versions?.split(separator: ",", omittingEmptySubsequences: false) ?? [] {
            guard let major = Int(word), (ArdourVersion.oldest.major...99).contains(major) else {
                throw ValidationError(
                    "--version takes major versions from \(ArdourVersion.oldest.major) on, "
                        + "separated by commas, as in 7,8.")
            }
        }
    }

    /// Whether another system's folders are meant.
    var isForeign: Bool { platform.map { $0 != ArdourPlatform.current.rawValue } ?? false }

    /// The versions that the user named, rising, each once.
    var named: [Int]? {
        versions.map { Set($0.split(separator: ",").compactMap { Int($0) }).sorted() }
    }

    /// Where the versions' folders lie.
    func folders() throws -> ArdourFolders {
        let system = platform.flatMap { ArdourPlatform(rawValue: $0) } ?? .current
        var environment: [String: String] = [:]
        for name in ["HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"] {
            environment[name] = getenv(name).map { String(cString: $0) }
        }
        if isForeign, environment["LOCALAPPDATA"] == nil {
            environment["LOCALAPPDATA"] = "%LOCALAPPDATA%"
        }
        guard let folders = ArdourFolders(platform: system, environment: environment) else {
            let name = system == .windows ? "LOCALAPPDATA" : "HOME"
            throw fail(
                "\(name) is not set, so there is no telling where Ardour's folders are",
                Outcome.otherFailure)
        }
        return folders
    }

    /// The versions that are meant: those named, else those that are found.
    ///
    /// - Parameter known: what to take for another system, whose folders cannot be looked at.
    /// - Throws: when none is named or found.
    func majors(_ folders: ArdourFolders, known: [Int] = []) throws -> [Int] {
        if let named { return named }
        if isForeign { return known }
        let found = Self.found(folders)
        if !found.isEmpty { return found }
        throw fail(
            "no Ardour was found: there is no folder '\(folders.name(ofMajor: 7))' or of another "
                + "version from \(ArdourVersion.oldest.major) on in \(folders.base); start Ardour "
                + "once, or name a version with --version, for example --version 7",
            Outcome.notFound)
    }

    /// The versions that have a folder.
    static func found(_ folders: ArdourFolders) -> [Int] {
        guard let disk = try? Disk(root: folders.base),
            let entries = (try? disk.list("."))?.entries
        else { return [] }
        return entries.filter { $0.kind == .folder }
            .compactMap { folders.major(ofFolder: $0.name) }.sorted()
    }
}
