import ControlMap
import Glibc
import PluginCatalog
import Testing

/// The maps, controllers and descriptors that the repository itself has.
struct Repository {
    let bench: Workbench
    /// Texts of the maps, by path.
    let maps: [String: String]

    static let shared = Repository()

    private init() {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        let root = parts.dropLast(3).joined(separator: "/")
        var bench = Workbench()
        bench.controllers = [:]
        for (path, text) in files(below: root + "/inputs/controllers") {
            guard let profile = ControllerProfile.read(Array(text.utf8), path: path).profile else {
                continue
            }
            bench.controllers[profile.id] = profile
        }
        bench.plugins = files(below: root + "/inputs/descriptors").sorted { $0.key < $1.key }
            .compactMap { DescriptorReader.read(Array($0.value.utf8), path: $0.key).0 }
        let registry = "/inputs/maps/midi-channel-registry.yaml"
        var maps: [String: String] = [:]
        for (path, text) in files(below: root + "/inputs/maps") {
            if path.hasSuffix(registry) {
                bench.channels =
                    ChannelRegistry.read(
                        Array(text.utf8), path: String(registry.dropFirst())
                    ).registry
            } else {
                maps[String(path.dropFirst(root.utf8.count + 1))] = text
            }
        }
        bench.files = maps
        self.maps = maps
        self.bench = bench
    }
}

private func files(below folder: String) -> [String: String] {
    guard let stream = opendir(folder) else { return [:] }
    defer { closedir(stream) }
    var found: [String: String] = [:]
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name.hasPrefix(".") { continue }
        let path = folder + "/" + name
        if entry.pointee.d_type == UInt8(DT_DIR) {
            found.merge(files(below: path)) { $1 }
        } else if let file = fopen(path, "r") {
            var bytes = [UInt8](repeating: 0, count: 1 << 20)
            let count = fread(&bytes, 1, bytes.count, file)
            fclose(file)
            found[path] = String(decoding: bytes[..<count], as: UTF8.self)
        }
    }
    return found
}

extension Workbench {
    /// A map with everything that was looked up.
    func study(_ text: String, path: String = "inputs/maps/test.yaml") -> MapStudy {
        var bench = self
        return MapResolver.study(path: path, bytes: Array(text.utf8), in: &bench)
    }
}
