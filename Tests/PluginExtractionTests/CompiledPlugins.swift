import Glibc
import PluginCatalog
import PluginExtraction
import Testing

/// A library of plugins that is compiled from a file of `Tests/PluginFixtures`, once in a test run.
struct CompiledPlugins: Sendable {
    static let clap = CompiledPlugins("clap.c")
    static let vst3 = CompiledPlugins("vst3.c")
    static let vst2 = CompiledPlugins("vst2.c")
    /// With the entry that VST2 plugins had first.
    static let oldVST2 = CompiledPlugins("vst2.c", entry: "main")
    /// With an entry that no one looks for.
    static let plainLibrary = CompiledPlugins("vst2.c", entry: "unknown_entry")
    /// LADSPA and DSSI libraries that do what their file's name says.
    static let misbehaving = CompiledPlugins("misbehaving.c")
    /// Libraries of the other formats that do.
    static let misbehavingCLAP = CompiledPlugins("clap.c", "misbehaving.c")
    static let misbehavingVST3 = CompiledPlugins("vst3.c", "misbehaving.c")
    static let misbehavingVST2 = CompiledPlugins("vst2.c", "misbehaving.c")

    private let bytes: [UInt8]
    /// What the compiler says.
    private let complaints: String

    private init(_ sources: String..., entry: String? = nil) {
        let scratch = ScratchFolder()
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let library = scratch.path + "/library"
        let files = sources.map { "'/\(tests)/PluginFixtures/\($0)'" }.joined(separator: " ")
        let option = entry.map { "-DENTRY='\"\($0)\"' " } ?? ""
        complaints = output(
            of: "cc \(option)-std=gnu11 -Wall -Werror -O1 -shared -fPIC -o '\(library)' "
                + "\(files) 2>&1")
        bytes = contents(of: library)
    }

    /// The library in a folder, under a name that tells it what to do.
    func library(_ name: String, in scratch: ScratchFolder) throws -> String {
        try #require(complaints.isEmpty && !bytes.isEmpty, "\(complaints)")
        let path = "\(scratch.path)/\(name)"
        if let slash = path.lastIndex(of: "/") { _ = output(of: "mkdir -p '\(path[..<slash])'") }
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        return path
    }
}

/// A file's bytes; none when it is not there.
func contents(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
        bytes += chunk[..<count]
    }
    return bytes
}

extension ModuleDescription {
    /// The descriptor of a plugin, which must be there and sound enough to read.
    func descriptor(_ id: String) throws -> PluginDescriptor {
        let plugin = try #require(plugins.first { $0.id == id }, "\(plugins.map(\.id))")
        let bytes = try #require(plugin.descriptor, "'\(id)' is not described")
        return try #require(DescriptorReader.read(bytes, path: "").0)
    }

    /// The codes of findings that tell of a plugin, by its name.
    func codes(about name: String) -> [String] {
        diagnostics.filter { $0.message.contains("'\(name)'") }.map(\.code)
    }
}

extension PluginDescriptor {
    func parameter(_ name: String) throws -> PluginParameter {
        try #require(
            parameters.first { $0.name == name }, "\(name) of \(parameters.map(\.name).prefix(20))")
    }
}
