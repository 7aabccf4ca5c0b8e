import Diagnostics
import SourceText

extension MapAccount {
    /// The account as JSON; keys are those of resolved maps, and `from` says where values stand.
    public var json: JSONValue {
        var object = JSONObject()
        object.add("path", .string(path))
        object.add("name", .string(name))
        object.add("template", .bool(isTemplate))
        for (key, value) in [
            ("description", about.description), ("author", about.author), ("date", about.date),
        ] {
            if let value { object.add(key, .string(value.value)) }
        }
        object.add("tags", .array(about.tags.map { .string($0.value) }))
        object.add("extends", .array(bases.map { .string($0) }))
        object.add("device", device?.json ?? .null)
        object.add("profile", profilePath.map { .string($0) } ?? .null)
        object.add("plugin", plugin?.json ?? .null)
        object.add("channel", channel)
        object.add("channelFrom", channelOrigin.text.map { .string($0) } ?? .null)
        object.add("parameterBase", numberBase.map { .integer(Int64($0)) } ?? .null)
        object.add("controls", .array(controls.map { $0.json(mapChannel: channel) }))
        return object.value
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
    fileprivate func json(mapChannel: Int) -> JSONValue {
        var members: [JSONValue.Member] = []
        if let message {
            let resolved = ResolvedControl(
                id: id, name: name, channel: channel, message: message, behaviour: behaviour,
                feedback: feedback, targets: target.map { [$0] } ?? [])
            if case .object(let known) = resolved.json(mapChannel: mapChannel) { members = known }
        } else {
            members = [.init("id", .string(id)), .init("name", .string(name))]
        }
        if let description { members.append(.init("description", .string(description))) }
        let places = origins.map { origin in
            JSONValue.Member(
                origin.key, .string("\(origin.place.path):\(origin.place.range.start.line)"))
        }
        return .object(members + [.init("from", .object(places))])
    }
}
