// Times the readers in this process, without any file being opened while the clock runs.
//
//   reading maps ROUNDS WORKSPACE          reads and resolves every map of a workspace
//   reading trees ROUNDS WORKSPACE         reads every map as far as the tree
//   reading descriptor ROUNDS FILE         reads and checks a descriptor
//   reading ardour ROUNDS WORKSPACE MAP    makes the Ardour file of one map
//   reading units ROUNDS WORKSPACE         one descriptor, map, DAW file; a batch of 100 maps
//
// Prints lines `NAME NANOSECONDS BYTES`: processor time and size of one round. It is linked against
// the modules of the release build; see `reading` in rows.py.
import ControlMap
import Diagnostics
import Glibc
import MapGenerators
import PluginCatalog
import SourceText

func contents(_ path: String) -> [UInt8] {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { fatalError("cannot open \(path)") }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: Int(lseek(file, 0, SEEK_END)))
    guard pread(file, &bytes, bytes.count, 0) == bytes.count else {
        fatalError("cannot read \(path)")
    }
    return bytes
}

/// Every file below a folder with an ending, sorted.
func files(_ folder: String, _ ending: String) -> [String] {
    guard let list = opendir(folder) else { return [] }
    defer { closedir(list) }
    var found: [String] = []
    while let entry = readdir(list) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name.hasPrefix(".") { continue }
        if name.hasSuffix(ending) {
            found.append("\(folder)/\(name)")
        } else {
            found += files("\(folder)/\(name)", ending)
        }
    }
    return found.sorted()
}

/// What a build keeps at hand for the maps of a workspace.
struct Studio: MapEnvironment {
    var maps: [String: [UInt8]] = [:]
    var profiles: [String: ControllerProfile] = [:]
    var descriptors: [PluginIdentity: PluginDescriptor] = [:]
    var channels: ChannelRegistry?

    init(_ folder: String) {
        for path in files("\(folder)/inputs/controllers", ".yaml") {
            let profile = ControllerProfile.read(contents(path), path: path).profile
            if let profile { profiles[profile.id] = profile }
        }
        for path in files("\(folder)/inputs/descriptors", ".json") {
            let descriptor = DescriptorReader.read(contents(path), path: path).0
            if let descriptor { descriptors[descriptor.identity] = descriptor }
        }
        for path in files("\(folder)/inputs/maps", ".yaml") {
            let (name, bytes) = (String(path.dropFirst(folder.utf8.count + 1)), contents(path))
            if name.hasSuffix("registry.yaml") {
                channels = ChannelRegistry.read(bytes, path: name).registry
            } else {
                maps[name] = bytes
            }
        }
    }

    func map(at path: String) -> [UInt8]? { maps[path] }
    func controller(_ id: String) -> ControllerProfile? { profiles[id] }
    func controllerIDs() -> [String] { profiles.keys.sorted() }
    func registry() -> ChannelRegistry? { channels }
    func descriptor(for plugin: PluginReference) -> PluginDescriptor? {
        plugin.identity.flatMap { descriptors[$0] }
    }
    func pluginNames() -> [String] { descriptors.values.map(\.name).sorted() }

    func resolved(_ path: String) -> ResolvedMap {
        var studio = self
        let outcome = MapResolver.resolve(path: path, bytes: maps[path] ?? [], in: &studio)
        guard let map = outcome.resolved else { fatalError("\(path): \(outcome.diagnostics)") }
        return map
    }
}

func processorTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// Prints the median of `rounds` turns, after one that warms up.
func report(_ name: String, _ rounds: Int, bytes: Int, _ turn: () -> Int) {
    var times: [Int] = []
    var checksum = 0
    for round in 0...rounds {
        let start = processorTime()
        checksum &+= turn()
        if round > 0 { times.append(processorTime() - start) }
    }
    guard checksum > 0 else { fatalError("\(name) did nothing") }
    print(name, times.sorted()[times.count / 2], bytes)
}

let words = CommandLine.arguments
guard words.count >= 4, let rounds = Int(words[2]) else {
    fatalError("usage: reading KIND ROUNDS …")
}
switch words[1] {
case "trees":
    let maps = Studio(words[3]).maps.sorted { $0.key < $1.key }
    report("trees", rounds, bytes: maps.reduce(0) { $0 + $1.value.count }) {
        maps.count { YAMLReader.read($0.value, path: $0.key).root != nil }
    }
case "maps":
    var studio = Studio(words[3])
    let maps = studio.maps.sorted { $0.key < $1.key }
    report("maps", rounds, bytes: maps.reduce(0) { $0 + $1.value.count }) {
        var good = 0
        for (path, bytes) in maps {
            let outcome = MapResolver.resolve(path: path, bytes: bytes, in: &studio)
            if !outcome.summary.hasErrors { good += 1 }
        }
        return good == maps.count ? good : 0
    }
case "descriptor":
    let bytes = contents(words[3])
    report("json", rounds, bytes: bytes.count) {
        JSONReader.read(bytes, path: "a.json").root?.mapping?.count ?? 0
    }
    report("descriptor", rounds, bytes: bytes.count) {
        DescriptorReader.read(bytes, path: "a.json").0?.parameters.count ?? 0
    }
case "ardour":
    let studio = Studio(words[3])
    let map = studio.resolved(words[4])
    guard let plugin = map.plugin.flatMap({ studio.descriptors[$0.identity] }) else { fatalError() }
    let generator = ArdourGenerator(
        try ArdourOptions(
            version: ArdourVersion(parsing: "7.3"), address: ArdourAddress(parsing: "S1"), slot: 1))
    let file = PlannedFile(
        fileName: "a.map", mapName: "a", manufacturer: "b", maps: [words[4]])
    report("ardour-\(map.controls.count)", rounds, bytes: bytes(of: generator, file, map, plugin)) {
        bytes(of: generator, file, map, plugin)
    }
    let json = map.json()
    report("write-resolved", rounds, bytes: json.count) { map.json().count }
    report("read-resolved", rounds, bytes: json.count) {
        (try? ResolvedMap(json: json))?.controls.count ?? 0
    }
    report("runtime", rounds, bytes: json.count) { RuntimeMapGenerator.generate(map).count }
default: fatalError("usage: reading maps|trees|descriptor|ardour ROUNDS …")
}

func bytes(
    of generator: ArdourGenerator, _ file: PlannedFile, _ map: ResolvedMap,
    _ plugin: PluginDescriptor
) -> Int {
    generator.generate(file, from: [(map, plugin)]).file?.bytes.count ?? 0
}
