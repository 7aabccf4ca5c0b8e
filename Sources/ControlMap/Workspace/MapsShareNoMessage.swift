import Diagnostics

/// Two maps of one controller do not send the same on one channel.
///
/// In a file that holds all maps of a controller, one knob would move parameters of both plugins.
///
/// - Reports: `map.shared-messages`, a remark, on the later map, once for each map before it; a note
///   names the first thing that both send.
func messagesSharedByMaps(_ maps: [MapSummary]) -> [Diagnostic] {
    var ownership = MessageOwnership<Int>()
    var findings: [Diagnostic] = []
    for (position, map) in maps.enumerated() where !map.isTemplate {
        var firsts: [Int: (owner: MessageOwner, count: Int)] = [:]
        for owner in map.sends {
            guard let other = ownership.take(owner, for: position) else { continue }
            firsts[other, default: (owner, 0)].count += 1
        }
        for (other, shared) in firsts.sorted(by: { $0.key < $1.key }) where other != position {
            findings.append(.sharedMessages(map, maps[other], shared.owner, shared.count))
        }
    }
    return findings
}

extension Diagnostic {
    fileprivate static func sharedMessages(
        _ map: MapSummary, _ other: MapSummary, _ owner: MessageOwner, _ count: Int
    ) -> Diagnostic {
        let more = count > 1 ? " and \(count - 1) more" : ""
        return Diagnostic(
            .info, "map.shared-messages",
            "'\(other.path)' is for the same controller and sends \(owner.title)\(more) too, "
                + "so both cannot be used at once; give one another channel",
            path: map.path)
    }
}
