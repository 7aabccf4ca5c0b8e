import Diagnostics
import SourceText

extension MapAccount {
    /// The account as JSON; keys are those of resolved maps, and `from` says where values stand.
    public var json: JSONValue {
        var json = JSONTree()
        json.add("path", path)
        json.add("name", name)
        json.add("template", isTemplate)
        if let description = about.description { json.add("description", description.value) }
        if let author = about.author { json.add("author", author.value) }
        if let date = about.date { json.add("date", date.value) }
        json.array("tags") { json in for tag in about.tags { json.value(tag.value) } }
        json.array("extends") { json in for base in bases { json.value(base) } }
        json.name("device")
        if let device { device.write(to: &json) } else { json.null() }
        json.add("profile", orNull: profilePath)
        json.name("plugin")
        if let plugin { plugin.write(to: &json) } else { json.null() }
        if !port.isEmpty { json.add("port", port) }
        if !layers.isEmpty {
            json.array("layers") { json in for layer in layers { json.value(layer) } }
        }
        json.add("channel", channel)
        json.add("channelFrom", orNull: channelOrigin.text)
        json.name("parameterBase")
        if let numberBase { json.value(numberBase) } else { json.null() }
        json.array("controls") { json in
            for control in controls {
                json.object { control.writeMembers(to: &$0, mapChannel: channel) }
            }
        }
        return json.object
    }
}

extension MapAccount.Origin {
    /// `path:line`; `nil` where nothing says it.
    public var text: String? {
        guard case .stated(let place) = self else { return nil }
        return "\(place.path):\(place.range.start.line)"
    }
}

extension ControlAccount {
    fileprivate func writeMembers(to json: inout JSONTree, mapChannel: Int) {
        if let message {
            var resolved = ResolvedControl(
                id: id, name: name, channel: channel, message: message, behaviour: behaviour,
                feedback: feedback, targets: targets)
            resolved.layers = layers
            resolved.writeMembers(to: &json, mapChannel: mapChannel)
        } else {
            json.add("id", id)
            json.add("name", name)
        }
        if let description { json.add("description", description) }
        let places = origins.map { origin in
            JSONValue.Member(
                origin.key, .string("\(origin.place.path):\(origin.place.range.start.line)"))
        }
        json.name("from")
        json.add(.object(places))
    }
}
