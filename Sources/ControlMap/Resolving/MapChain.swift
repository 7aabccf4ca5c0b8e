import Diagnostics
import SourceText

/// A map and all it extends.
struct MapChain {
    /// The map itself, then its base, then the base's base.
    var maps: [ControlMap]
    /// The texts read, by path; for excerpts.
    var sources: [String: [UInt8]]
    /// What ended the chain too early.
    var problem: BaseProblem?

    /// Bases of bases that are followed before it is taken for a mistake.
    static let depthLimit = 16

    /// Reads the bases of `map`.
    static func read<E: MapEnvironment>(
        _ map: ControlMap, sources: [String: [UInt8]], in environment: inout E
    ) throws(E.Failure) -> MapChain {
        var chain = MapChain(maps: [map], sources: sources)
        var last = map
        while chain.problem == nil, let base = last.base {
            let place = SourceLocation(path: last.path, range: base.range)
            guard let next = try chain.load(base.value, at: place, in: &environment) else { break }
            chain.maps.append(next)
            last = next
        }
        return chain
    }

    /// Reads one base; `nil` with `problem` set when it cannot be used.
    private mutating func load<E: MapEnvironment>(
        _ reference: String, at place: SourceLocation, in environment: inout E
    ) throws(E.Failure) -> ControlMap? {
        func refuse(_ kind: BaseProblem.Kind) -> ControlMap? {
            problem = BaseProblem(kind: kind, reference: reference, place: place)
            return nil
        }
        guard let path = WorkspacePath(place.path).file(named: reference) else {
            return refuse(.outside)
        }
        if maps.contains(where: { $0.path == path }) {
            return refuse(.cycle(maps.map(\.path) + [path]))
        }
        if maps.count > Self.depthLimit { return refuse(.tooDeep) }
        guard let bytes = try environment.map(at: path) else { return refuse(.missing(path)) }
        sources[path] = bytes
        let (map, findings) = ControlMap.read(bytes, path: path)
        if let error = findings.sorted().first(where: { $0.severity == .error }) {
            return refuse(.hasErrors(path, error))
        }
        return map
    }

    /// The first word on something that is said for the whole map.
    func first<Value>(_ field: (ControlMap) -> Located<Value>?) -> Placed<Value>? {
        for map in maps {
            if let found = field(map) { return Placed(found.value, map.path, found.range) }
        }
        return nil
    }

    /// Every control of the chain, merged by id and layers: those of the deepest base first, in its order.
    func mergedControls() -> [ControlLayers] {
        var merged: [ControlLayers] = []
        var positions = NamePlaces(expecting: maps[0].controls?.count ?? 0)
        // How many files further in than the deepest base each control was last met in.
        var lastFile: [Int] = []
        for (file, map) in maps.reversed().enumerated() {
            guard let controls = map.controls else { continue }
            for place in controls.indices {
                let key = controls[place].key
                let known = positions.place(of: key)
                // Of two controls of a file with one key, the first counts.
                if let known, lastFile[known] == file { continue }
                let layer = ControlLayer(
                    path: map.path, dialect: map.dialect, entry: controls[place])
                if let known {
                    merged[known].layers.insert(layer, at: 0)
                    lastFile[known] = file
                } else {
                    positions.set(key, to: merged.count)
                    merged.append(ControlLayers(layers: [layer]))
                    lastFile.append(file)
                }
            }
        }
        return merged
    }
}

/// Why a base could not be used.
struct BaseProblem {
    enum Kind {
        /// The paths from the map to the one that comes again.
        case cycle([String])
        case missing(String)
        case outside
        case tooDeep
        case hasErrors(String, Diagnostic)
    }

    var kind: Kind
    /// As written under `extends`.
    var reference: String
    var place: SourceLocation
}
