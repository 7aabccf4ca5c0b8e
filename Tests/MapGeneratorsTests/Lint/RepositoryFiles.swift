import ControlMap
import Glibc
import PluginCatalog
import Testing

/// The files of a folder with an ending, sorted by name; the folder is absolute, or of the
/// repository.
func repositoryFiles(
    _ folder: String, _ ending: String, from place: String = #filePath
) throws -> [(path: String, bytes: [UInt8])] {
    let root = "/" + place.split(separator: "/").dropLast(4).joined(separator: "/")
    let full = folder.hasPrefix("/") ? folder : root + "/" + folder
    let stream = try #require(opendir(full), "there is no folder \(full)")
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name.hasSuffix(ending) { names.append(name) }
    }
    return try names.sorted().map { name in
        let file = try #require(fopen(full + "/" + name, "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return (full + "/" + name, Array(bytes[..<count]))
    }
}

/// The plugins that the repository's maps are for.
func repositoryPlugins() throws -> [PluginDescriptor] {
    try repositoryFiles("inputs/descriptors", ".json").map { path, bytes in
        try #require(DescriptorReader.read(bytes, path: path).0)
    }
}

/// Looks up the repository's plugins and controllers, and nothing else.
struct RepositoryEnvironment: MapEnvironment {
    var plugins: [PluginDescriptor]
    var profiles: [ControllerProfile]

    init() throws {
        plugins = try repositoryPlugins()
        profiles = try repositoryFiles("inputs/controllers", ".yaml").compactMap {
            ControllerProfile.read($0.bytes, path: $0.path).profile
        }
    }

    mutating func map(at path: String) throws(Never) -> [UInt8]? { nil }
    mutating func controller(_ id: String) throws(Never) -> ControllerProfile? {
        profiles.first { $0.id == id }
    }
    mutating func controllerIDs() throws(Never) -> [String] { profiles.map(\.id) }
    mutating func registry() throws(Never) -> ChannelRegistry? { nil }
    mutating func descriptor(of plugin: PluginIdentity) throws(Never) -> PluginDescriptor? {
        plugins.first { $0.identity == plugin }
    }
    mutating func outputs() throws(Never) -> [OutputDeclaration] {
        [
            OutputDeclaration(name: "synth", kind: .midi(port: "synth", bytesPerSecond: 3125)),
            OutputDeclaration(
                name: "daw",
                kind: .osc(address: "udp://127.0.0.1:3819", timing: .live, bundling: .auto)),
        ]
    }
    mutating func pluginCandidates() throws(Never) -> [PluginCandidate] {
        plugins.map { PluginCandidate($0.identity, name: $0.name, manufacturer: $0.manufacturer) }
    }
}
