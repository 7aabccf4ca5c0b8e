import PluginCatalog

/// What rules about several maps need to know of one; holds no place in any file.
public struct MapSummary: Sendable, Equatable {
    /// The map's path in the workspace.
    public var path: String
    /// Empty when it could not be read.
    public var name: String
    /// Whether it is only there to be extended.
    public var isTemplate: Bool
    /// `nil` when the map names none that is known.
    public var device: DeviceIdentity?
    /// 1...16.
    public var channel: Int
    /// Whether the map or a base states it; otherwise it is the registry's, the profile's or 1.
    public var channelWasStated: Bool
    /// `nil` when the plugin is unknown, and for templates.
    public var plugin: PluginIdentity?
    /// How a registry would name the map: its path without extension.
    public var registryKey: String
    /// What the controls that move something really send; rising, without repeats.
    public var sends: [MessageOwner]
    /// Whether any finding is an error; the map is then not resolved.
    public var hasErrors: Bool

    /// A summary of its parts.
    public init(
        path: String, name: String = "", isTemplate: Bool = false, device: DeviceIdentity? = nil,
        channel: Int = 1, channelWasStated: Bool = false, plugin: PluginIdentity? = nil,
        registryKey: String? = nil, sends: [MessageOwner] = [], hasErrors: Bool = false
    ) {
        self.path = path
        self.name = name
        self.isTemplate = isTemplate
        self.device = device
        self.channel = channel
        self.channelWasStated = channelWasStated
        self.plugin = plugin
        self.registryKey = registryKey ?? WorkspacePath(path).withoutExtension
        self.sends = sends
        self.hasErrors = hasErrors
    }

    /// What maps for the same controller have in common: their profile's id, or the id that a
    /// profile of it would have; empty when the device is unknown.
    public var deviceKey: String {
        guard let device else { return "" }
        if !device.profile.isEmpty { return device.profile }
        return profileID(manufacturer: device.manufacturer, model: device.model)
    }
}

extension MapSummary {
    init(_ map: AssembledMap, hasErrors: Bool) {
        let isTemplate = map.own.isOnlyTemplate
        var sends: [MessageOwner] = []
        for control in map.controls where control.targets.contains(where: \.isMoving) {
            control.message?.addOwners(on: control.channel, to: &sends)
        }
        sends.sort()
        var unique: [MessageOwner] = []
        for owner in sends where owner != unique.last { unique.append(owner) }
        self.init(
            path: map.own.path, name: map.own.name?.value ?? "", isTemplate: isTemplate,
            device: map.deviceIdentity, channel: map.channel,
            channelWasStated: map.statedChannel != nil,
            plugin: isTemplate ? nil : map.facts.descriptor?.identity,
            sends: isTemplate ? [] : unique, hasErrors: hasErrors)
    }
}
