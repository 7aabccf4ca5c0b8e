import PluginCatalog

extension MapDraft {
    /// The draft as a map of our own dialect, with the parameters that found no element as comments.
    ///
    /// - Parameter channelRemark: why this channel; a comment above it.
    public func text(channelRemark: String = "") -> String {
        var text = "# A first map, laid out by 'pipeline maps init': "
        text += "\(bindings.count) of \(bindings.count + rest.count) parameters.\n"
        text +=
            "# Move and rename what you like; an id is an element of the controller's profile.\n"
        text += "schema: 2\n"
        text += "name: \(yamlText(name))\n"
        text += "device: \(yamlText(profile.id))\n"
        if let channel {
            if !channelRemark.isEmpty { text += "# \(channelRemark.inOneLine)\n" }
            text += "channel: \(channel)\n"
        }
        let identity = plugin.identity
        text +=
            "plugin: { format: \(identity.format.rawValue), \(identity.format.idKey): \(quoted(identity.id)), "
            + "name: \(yamlText(plugin.name)) }\n"
        text += bindings.isEmpty ? "controls: []\n" : "controls:\n"
        text += controlLines
        if !rest.isEmpty { text += "\n# Not mapped:\n" + rest.map(remark).joined() }
        return text
    }

    private var controlLines: String {
        var text = ""
        var last: String?
        for binding in bindings {
            let group = groupName(of: binding.parameter)
            if let group, group != last { text += "  # \(group.inOneLine)\n" }
            last = group ?? last
            text += "  - { id: \(yamlText(binding.element)), name: \(yamlText(binding.name)), "
            text += "parameter: { symbol: \(yamlText(binding.parameter.symbol)) }"
            if let mode = binding.mode { text += ", mode: \(mode.rawValue)" }
            text += " }\n"
        }
        return text
    }

    private func groupName(of parameter: PluginParameter) -> String? {
        if parameter.group.isEmpty { return nil }
        let name = plugin.groups.first { $0.symbol == parameter.group }?.name ?? ""
        return name.isEmpty ? parameter.group : name
    }

    private func remark(_ parameter: PluginParameter) -> String {
        var why = ""
        if !parameter.isAutomatable { why = ", not to be automated" }
        if parameter.isHidden { why = ", hidden" }
        return "#   \(parameter.symbol): \(parameter.name) (\(parameter.spanWords)\(why))".inOneLine
            + "\n"
    }

    /// URIs are always quoted, as in every map.
    private func quoted(_ text: String) -> String {
        MapText(path: ".json").text(text)
    }
}

extension String {
    /// Without anything that would end a comment.
    fileprivate var inOneLine: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}

extension ChannelRegistry {
    /// The channels that no map owns, rising.
    public var unownedChannels: [Int] {
        let owned = Set(entries.map(\.channel.value))
        return (1...16).filter { !owned.contains($0) }
    }
}
