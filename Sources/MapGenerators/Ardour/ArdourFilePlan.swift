import ControlMap
import Diagnostics

/// Decides into which files the maps of a workspace go.
///
/// All bindings of a file act at once, so maps share one only when nothing a control sends means two
/// things: one file a device, `manufacturer-model.map`, when each of its maps has a channel of its
/// own and no message on a channel belongs to two of them; else one file a map,
/// `manufacturer-model--map.map`, of which the user picks one. Names depend on nothing but the
/// entries, whatever their order.
///
/// Reports `ardour.too-many-maps` (warning), `ardour.shared-channel` and `ardour.shared-message`
/// (info), each where a device gets one file a map.
///
/// - Parameter entries: maps that are for a plugin; templates left out.
/// - Returns: files by name, findings by path.
public func ardourFiles(for entries: [PlannedMap]) -> FilePlan {
    let devices = Dictionary(grouping: entries.sorted { $0.path < $1.path }) {
        deviceName($0.device)
    }
    var drafts: [FileDraft] = []
    var diagnostics: [Diagnostic] = []
    for (_, maps) in devices.sorted(by: { $0.value[0].path < $1.value[0].path }) {
        if let obstacle = sharingObstacle(maps) {
            diagnostics.append(obstacle)
            drafts += separateFiles(maps)
        } else {
            drafts.append(commonFile(maps))
        }
    }
    return (uniqueFiles(drafts), diagnostics.sorted())
}

private struct FileDraft {
    var stem: String
    var name: String
    var maps: [PlannedMap]
}

/// Devices that differ only in the case of letters are one.
private func deviceName(_ device: DeviceIdentity) -> String {
    singleLine(device.manufacturer + " " + device.model).lowercased()
}

private func deviceTitle(_ device: DeviceIdentity) -> String {
    let title = singleLine(device.manufacturer + " " + device.model)
    return title.isEmpty ? "Controller" : title
}

private func deviceStem(_ device: DeviceIdentity) -> String {
    let parts = [fileSlug(device.manufacturer), fileSlug(device.model)].filter { !$0.isEmpty }
    return parts.isEmpty ? "controller" : parts.joined(separator: "-")
}

private func commonFile(_ maps: [PlannedMap]) -> FileDraft {
    FileDraft(
        stem: deviceStem(maps[0].device), name: deviceTitle(maps[0].device),
        maps: maps.sorted { ($0.channel, $0.path) < ($1.channel, $1.path) })
}

private func separateFiles(_ maps: [PlannedMap]) -> [FileDraft] {
    let stems = distinctStems(maps.map(\.path))
    return zip(maps, stems).map { map, stem in
        FileDraft(
            stem: deviceStem(maps[0].device) + "--" + stem,
            name: deviceTitle(maps[0].device) + " - " + singleLine(map.name), maps: [map])
    }
}

/// File names without extension; those that are equal get as many folders before them as it takes.
private func distinctStems(_ paths: [String]) -> [String] {
    let parts = paths.map { pathParts($0) }
    var depths = [Int](repeating: 1, count: paths.count)
    while true {
        let stems = zip(parts, depths).map { parts, depth in
            fileSlug(parts.suffix(depth).joined(separator: "-"))
        }
        let counts = Dictionary(stems.map { ($0, 1) }, uniquingKeysWith: +)
        let ambiguous = stems.indices.filter {
            counts[stems[$0], default: 0] > 1 && depths[$0] < parts[$0].count
        }
        if ambiguous.isEmpty { return stems }
        for index in ambiguous { depths[index] += 1 }
    }
}

private func pathParts(_ path: String) -> [String] {
    var parts = path.split(separator: "/").map(String.init)
    guard let last = parts.popLast() else { return ["map"] }
    if let dot = last.lastIndex(of: "."), dot != last.startIndex {
        parts.append(String(last[..<dot]))
    } else {
        parts.append(last)
    }
    return parts
}

/// Gives the second of two equal names a number, in the order of their first map's path.
private func uniqueFiles(_ drafts: [FileDraft]) -> [PlannedFile] {
    var stems: Set<String> = []
    var names: Set<String> = []
    let files = drafts.map { draft in
        PlannedFile(
            fileName: unused(draft.stem, in: &stems) { "\(draft.stem)-\($0)" } + ".map",
            mapName: unused(draft.name, in: &names) { "\(draft.name) (\($0))" },
            manufacturer: singleLine(draft.maps[0].device.manufacturer),
            maps: draft.maps.map(\.path))
    }
    return files.sorted { $0.fileName < $1.fileName }
}

private func unused(
    _ name: String, in taken: inout Set<String>, numbered: (Int) -> String
) -> String {
    var candidate = name
    var number = 2
    while !taken.insert(candidate).inserted {
        candidate = numbered(number)
        number += 1
    }
    return candidate
}

/// Why maps of one device cannot share a file; `nil` when they can.
private func sharingObstacle(_ maps: [PlannedMap]) -> Diagnostic? {
    let title = deviceTitle(maps[0].device)
    guard maps.count <= 16 else {
        return Diagnostic(
            .warning, "ardour.too-many-maps",
            "\(title) has \(maps.count) maps, but only 16 channels to keep them apart in one file; "
                + "each map gets a file of its own, and Ardour uses one of them at a time",
            path: maps[16].path)
    }
    var owners: [Int: PlannedMap] = [:]
    for map in maps {
        if let owner = owners.updateValue(map, forKey: map.channel) {
            return Diagnostic(
                .info, "ardour.shared-channel",
                "channel \(map.channel) of \(title) is also that of \(owner.path), so each map gets "
                    + "a file of its own; give every map its own channel to have them in one file",
                path: map.path)
        }
    }
    return strayMessage(maps, title)
}

/// A message of two maps. Their channels differ, so only a control that left its map's channel can
/// meet another's.
private func strayMessage(_ maps: [PlannedMap], _ title: String) -> Diagnostic? {
    let hasStray = maps.contains { map in
        map.messages.contains { $0.channel != map.channel && isHeard($0) }
    }
    guard hasStray else { return nil }
    var senders: [MessageOwner: String] = [:]
    for map in maps {
        for message in map.messages where isHeard(message) {
            let owner = senders.updateValue(map.path, forKey: message)
            guard let owner, owner != map.path else { continue }
            return Diagnostic(
                .info, "ardour.shared-message",
                "a control on channel \(message.channel) of \(title) sends what one of \(owner) "
                    + "sends, so each map gets a file of its own; let controls keep to their map's "
                    + "channel to have them in one file",
                path: map.path)
        }
    }
    return nil
}

/// Whether Ardour may bind the message; what it never hears cannot mean two things there.
private func isHeard(_ message: MessageOwner) -> Bool {
    switch message.kind {
    case .controlChange, .note, .pitchBend: !message.isShared
    case .nrpn, .rpn, .channelPressure, .polyPressure, .programChange, .systemExclusive: false
    }
}
