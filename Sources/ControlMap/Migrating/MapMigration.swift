import Diagnostics
import SourceText

/// What became of a map that was to be written in our dialect.
public enum MigrationOutcome: Sendable, Equatable {
    /// It is in our dialect.
    case upToDate
    /// The same map in our dialect, with what had to be said of it.
    case migrated(text: [UInt8], from: ControlMap.Dialect, remarks: [Diagnostic])
    /// Somebody must decide something first; at least one finding is an error.
    case refused([Diagnostic])
}

/// Writes maps of audio-control's dialects in ours.
///
/// Nothing is lost: comments, the order of things and keys that nothing reads are written along, the
/// last as `x-…`. The new map resolves to the same as the old one, which is checked before it is
/// given out.
public enum MapMigration {
    /// Migrates one map.
    ///
    /// Equal input and equal answers give an equal outcome.
    ///
    /// - Parameter path: the map's path in the workspace; one that ends with `.json` stays JSON.
    /// - Throws: only what the environment throws.
    public static func migrate<E: MapEnvironment>(
        path: String, bytes: [UInt8], in environment: inout E
    ) throws(E.Failure) -> MigrationOutcome {
        let reading = ControlMap.read(bytes, path: path)
        if reading.map?.dialect == .pipeline { return .upToDate }
        let sources = [path: bytes]
        guard let map = reading.map, !reading.diagnostics.contains(where: { $0.severity == .error })
        else { return .refused(reading.diagnostics.errors(sources)) }
        let chain = MapChain(maps: [map], sources: sources)
        let facts = try MapFacts.gather(for: chain, in: &environment)
        let assembled = AssembledMap(chain, facts)
        let obstacles = obstacles(assembled)
        if !obstacles.isEmpty { return .refused(obstacles.prepared([:], sources)) }
        let text = MigratedMap(assembled, bytes).text()
        if let finding = try difference(assembled, text, in: &environment) {
            return .refused([finding])
        }
        return .migrated(text: text, from: map.dialect, remarks: remarks(assembled))
    }

    /// What nobody but the author can decide.
    private static func obstacles(_ map: AssembledMap) -> [Diagnostic] {
        var rules: [any MapRule] = [ControlIDUnique(), PluginIsKnown(), NumbersKeepTheirNames()]
        if map.own.isOnlyTemplate {
            rules = [ControlIDUnique()]
            if case .undecided(let evidence) = map.numberBase {
                return [.baseOfTemplate(at: evidence.place)]
            }
        }
        rules.append(NumberBaseDecided())
        return rules.flatMap { $0.check(map) }.filter { $0.severity == .error }
    }

    /// How a plugin's name and numbers were read that did not say it.
    private static func remarks(_ map: AssembledMap) -> [Diagnostic] {
        let rules: [any MapRule] = [PluginIsDecided(), NumberBaseDecided(), UnknownKeysNoted()]
        return rules.flatMap { $0.check(map) }.prepared([:], map.chain.sources)
    }

    /// That the new text does not resolve to what the old one does.
    private static func difference<E: MapEnvironment>(
        _ old: AssembledMap, _ text: [UInt8], in environment: inout E
    ) throws(E.Failure) -> Diagnostic? {
        let path = old.own.path
        let reading = ControlMap.read(text, path: path)
        if let error = reading.diagnostics.first(where: { $0.severity == .error }) {
            return .migrationDiffers(path, error.message)
        }
        guard let map = reading.map else { return .migrationDiffers(path, "it cannot be read") }
        let chain = MapChain(maps: [map], sources: [:])
        let new = AssembledMap(chain, try MapFacts.gather(for: chain, in: &environment))
        guard let before = ResolvedMap(old), let after = ResolvedMap(new) else {
            return .migrationDiffers(path, "it cannot be resolved")
        }
        for (left, right) in zip(before.controls, after.controls) where left != right {
            return .migrationDiffers(path, "the control '\(left.id)' would change")
        }
        return before == after ? nil : .migrationDiffers(path, "another map would come of it")
    }
}

extension [Diagnostic] {
    /// The errors alone, as they are shown.
    fileprivate func errors(_ sources: [String: [UInt8]]) -> [Diagnostic] {
        filter { $0.severity == .error }.prepared([:], sources)
    }
}

extension Diagnostic {
    fileprivate static func baseOfTemplate(at place: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error, "map.base-undecided",
            "without a plugin no names tell from where the numbers of parameters count; say "
                + "'parameter_base: 0' or 'parameter_base: 1'", at: place)
    }

    fileprivate static func migrationDiffers(_ path: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            .error, "map.migration-differs",
            "the map cannot be migrated without changing what it does: \(reason)", path: path)
    }
}
