import Diagnostics

/// Nothing is passed over in silence: a key of audio-control's dialect that nothing reads is noted.
///
/// In our own dialect such a key is an error, `map.unknown-key`, found while reading.
///
/// - Reports: `map.ignored-key`, an info, on the key.
struct UnknownKeysNoted: MapRule {
    func check(_ map: AssembledMap) -> [Diagnostic] {
        let own = map.own
        let entries = own.unknownEntries + (own.controls ?? []).flatMap(\.unknownEntries)
        return entries.map { entry in
            Diagnostic(
                .info, "map.ignored-key", "'\(entry.key)' is kept, but nothing reads it",
                path: own.path, range: entry.keyRange)
        }
    }
}
