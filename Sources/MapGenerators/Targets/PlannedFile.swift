import ControlMap
import Diagnostics

/// What must be known of a map to decide into which file it goes.
public struct PlannedMap: Sendable, Hashable {
    /// The map's path in the workspace; unique.
    public var path: String
    public var name: String
    public var device: DeviceIdentity
    /// The map's own, 1...16.
    public var channel: Int
    /// What the controls that move something send, each on its own channel; in any order.
    public var messages: [MessageOwner]

    public init(
        path: String, name: String, device: DeviceIdentity, channel: Int, messages: [MessageOwner]
    ) {
        self.path = path
        self.name = name
        self.device = device
        self.channel = channel
        self.messages = messages
    }

    public init(_ map: ResolvedMap) {
        path = map.path
        name = map.name
        device = map.device
        channel = map.channel
        messages = map.controls.filter { !$0.targets.isEmpty }
            .flatMap { $0.message.owners(on: $0.channel) }
    }
}

/// A file to be generated, and the maps it is made of.
public struct PlannedFile: Sendable, Hashable {
    /// ASCII, lower case, with its extension; unique among the files planned together.
    public var fileName: String
    /// What a DAW lists; unique too, as sessions may remember a map by it.
    public var mapName: String
    public var manufacturer: String
    /// Paths of the maps, by rising channel, then path.
    public var maps: [String]

    public init(fileName: String, mapName: String, manufacturer: String, maps: [String]) {
        self.fileName = fileName
        self.mapName = mapName
        self.manufacturer = manufacturer
        self.maps = maps
    }
}

/// Which maps go into which files, and findings.
public typealias FilePlan = (files: [PlannedFile], diagnostics: [Diagnostic])
