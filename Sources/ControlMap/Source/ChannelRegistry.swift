import Diagnostics
import SourceText

/// Which map owns which channel of a controller.
public struct ChannelRegistry: Sendable, Equatable {
    /// One channel and its owner.
    public struct Entry: Sendable, Equatable {
        /// 1...16.
        public var channel: Located<Int>
        /// The owner as written: `family/file` or `file`, without an extension.
        public var map: Located<String>
        /// For people.
        public var description: String
        /// Of the map's plugin; for people.
        public var manufacturer: String
        /// What sort of plugin it is, compared with the categories' names; empty when not said.
        public var type = ""

        /// A part of a registry, or a registry, as it was read.
        public init(
            channel: Located<Int>, map: Located<String>, description: String = "",
            manufacturer: String = ""
        ) {
            self.channel = channel
            self.map = map
            self.description = description
            self.manufacturer = manufacturer
        }
    }

    /// The file, relative to the workspace.
    public var path: String
    /// In the order of the file; at most one for each channel.
    public var entries: [Entry]
    /// The controller that it is for, as a profile of it would be called; empty when not said.
    public var deviceKey = ""
    /// The channels that it calls free.
    public var freeChannels: [FreeChannel] = []
    /// In the order of the file.
    public var categories: [Category] = []

    /// A channel that `available_channels` lists.
    public struct FreeChannel: Sendable, Equatable {
        /// 1...16.
        public var channel: Located<Int>
        /// The edit that takes it off the list; `nil` when that needs more than one.
        public var removal: TextEdit?
    }

    /// Channels that are meant for one sort of plugin.
    public struct Category: Sendable, Equatable {
        /// The key that it stands under.
        public var name: Located<String>
        /// What its `range` lists, each 1...16.
        public var channels: [Located<Int>]
    }

    /// A part of a registry, or a registry, as it was read.
    public init(path: String, entries: [Entry]) {
        self.path = path
        self.entries = entries
    }

    /// The entry that means the map at `mapPath`; the first, when several do.
    ///
    /// An entry counts from the registry's own folder, or names the end of the map's path.
    public func entry(forMapAt mapPath: String) -> Entry? {
        let map = WorkspacePath(mapPath).withoutExtension
        return entries.first { owns($0, map) }
    }

    /// How the registry would name the map at `mapPath`: from its own folder, without extension.
    public func key(forMapAt mapPath: String) -> String {
        let map = WorkspacePath(mapPath).withoutExtension
        let folder = WorkspacePath(path).folder
        guard !folder.isEmpty, map.hasPrefix(folder + "/") else { return map }
        return String(map.dropFirst(folder.count + 1))
    }

    /// - Parameter map: a path without extension.
    func owns(_ entry: Entry, _ map: String) -> Bool {
        let written = WorkspacePath(entry.map.value).withoutExtension
        if written.isEmpty { return false }
        return map == written || map.hasSuffix("/" + written)
    }
}
