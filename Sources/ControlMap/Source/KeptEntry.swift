import Diagnostics
import SourceText

/// Something that a map of audio-control's dialects says, and that no map can express.
///
/// Nothing of it is lost: it is told once, and written along when the map is migrated.
public struct KeptEntry: Sendable, Equatable {
    /// Why it is not followed.
    public enum Reason: Sendable, Equatable {
        /// It is for people only, so that there is nothing to follow.
        case forPeople
        /// The dialect knows it, but says too little for it to be followed.
        case notExpressed
        /// Nobody knows it; perhaps it is the key `nearest`, misspelt.
        case unknown(nearest: String?)
    }

    /// The keys around it that lead to it, parted by dots; empty in the document and in a control.
    public var owner: String
    /// The key and what it holds.
    public var entry: SourceEntry
    /// Why it is not followed.
    public var reason: Reason

    /// Its owner's keys and its own, parted by dots.
    public var name: String { owner.isEmpty ? entry.key : "\(owner).\(entry.key)" }
}

extension [KeptEntry] {
    /// Keeps entries that are for people, or that say too little; their keys become known.
    mutating func keep(
        _ keys: String..., of fields: inout FieldReader, in owner: String = "",
        because reason: KeptEntry.Reason = .forPeople
    ) {
        for key in keys where fields.node(key) != nil {
            guard let entry = fields.entry(key) else { continue }
            append(KeptEntry(owner: owner, entry: entry, reason: reason))
        }
    }

    /// Keeps all that nobody asked for.
    mutating func keepUnknown(of fields: borrowing FieldReader, in owner: String = "") {
        for entry in fields.unknownEntries {
            let nearest = fields.nearestKey(to: entry.key)
            let isLikely = nearest.map { isMisspelling(entry.key, of: $0) } ?? false
            append(
                KeptEntry(
                    owner: owner, entry: entry,
                    reason: .unknown(nearest: isLikely ? nearest : nil)))
        }
    }
}

/// Whether a key is rather a misspelt one than another word: short words are near many others.
private func isMisspelling(_ key: String, of known: String) -> Bool {
    let length = min(key.utf8.count, known.utf8.count)
    return length >= 6 || length >= 4 && nearestName(to: key, among: [known], within: 1) != nil
}
