import Diagnostics

/// Where in a map a finding about several maps belongs.
enum MapPlace {
    case name
    case channel
    case message(MessageOwner)
}

/// A finding about several maps, its place in them not looked up yet.
///
/// Summaries hold no places, so that a comment moves nothing; a map's text is read only when there
/// is something to show in it.
struct MapSetFinding {
    var diagnostic: Diagnostic
    var place: MapPlace
    /// What a note says of another map, and where.
    var other: (path: String, place: MapPlace, message: String)?

    init(
        _ diagnostic: Diagnostic, at place: MapPlace,
        other: (path: String, place: MapPlace, message: String)? = nil
    ) {
        self.diagnostic = diagnostic
        self.place = place
        self.other = other
    }
}

/// A map's text, with what became of it; where findings about several maps are shown.
public struct MapSource: Sendable {
    /// The text.
    public var bytes: [UInt8]
    /// Tells which control sends what; `nil` when the map was not resolved.
    public var resolved: ResolvedMap?

    /// A map's text, with what became of it.
    public init(bytes: [UInt8], resolved: ResolvedMap?) {
        self.bytes = bytes
        self.resolved = resolved
    }
}

extension MapSource {
    /// Where something stands in the map; its start, when it stands in a base or nowhere.
    func range(of place: MapPlace, path: String) -> SourceRange? {
        guard let map = ControlMap.read(bytes, path: path).map else { return nil }
        let start = SourceRange(start: map.range.start, end: map.range.start)
        let fallback = map.base?.range ?? start
        switch place {
        case .name: return map.name?.range ?? fallback
        case .channel:
            return map.channel?.range ?? map.registryPath?.range ?? map.name?.range ?? fallback
        case .message(let owner):
            let sender = resolved?.controls.first { control in
                control.message.owners(on: control.channel).contains { $0.key == owner.key }
            }
            guard let sender, let entry = map.controls?.first(where: { $0.id.value == sender.id })
            else { return fallback }
            return entry.send?.message?.range ?? entry.id.range
        }
    }
}

extension [MapSetFinding] {
    /// The findings with their places, with the workspace's severities, and in order.
    ///
    /// - Parameter source: gives a map's text; asked once for each map that a finding shows.
    func located<E: Error>(
        _ severities: [String: Severity], _ source: (String) throws(E) -> MapSource?
    ) throws(E) -> [Diagnostic] {
        var known: [String: MapSource?] = [:]
        func look(_ path: String) throws(E) -> MapSource? {
            if let found = known[path] { return found }
            let found = try source(path)
            known[path] = .some(found)
            return found
        }
        var findings: [Diagnostic] = []
        for finding in self {
            var diagnostic = finding.diagnostic
            if diagnostic.severity(chosen: severities[diagnostic.code]) == .off { continue }
            let own = try look(diagnostic.path)
            diagnostic.range = own?.range(of: finding.place, path: diagnostic.path)
            if let other = finding.other {
                let range = try look(other.path)?.range(of: other.place, path: other.path)
                let place = range.map { SourceLocation(path: other.path, range: $0) }
                diagnostic.notes.insert(.init(other.message, at: place), at: 0)
            }
            findings.append(diagnostic)
        }
        let texts = known.compactMapValues { $0?.bytes }
        return findings.prepared(severities, texts)
    }
}
