import Diagnostics

/// Two maps of one controller do not send the same on one channel.
///
/// In a file that holds all maps of a controller, one knob would move parameters of both plugins.
///
/// - Reports: `map.shared-messages`, an info, on the first message of the later map that an earlier one
///   sends too, once for each such map; a note shows it there.
func messagesSharedByMaps(_ maps: [MapSummary]) -> [MapSetFinding] {
    var ownership = MessageOwnership<Int>()
    var findings: [MapSetFinding] = []
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

extension MapSetFinding {
    fileprivate static func sharedMessages(
        _ map: MapSummary, _ other: MapSummary, _ owner: MessageOwner, _ count: Int
    ) -> MapSetFinding {
        let more = count > 1 ? " and \(count - 1) more" : ""
        let finding = Diagnostic(
            .info, "map.shared-messages",
            "'\(other.path)' is for the same controller and sends \(owner.title)\(more) too, "
                + "so both cannot be used at once; give one another channel",
            path: map.path)
        return MapSetFinding(
            finding, at: .message(owner),
            other: (other.path, .message(owner), "\(owner.title) is sent here too"))
    }
}
