import CSystem
import ContentDigest
import ContentStore
import PipelineTasks
import PluginCatalog

/// The parameters of all known plugins as lines of text, kept in the cache, so that a search reads one file.
struct ParameterIndex {
    /// One parameter that was found.
    struct Hit {
        var key: String
        var plugin: String
        var index: Int
        var symbol: String
        var name: String
        var unit: String
        var group: String
    }

    /// Lines of fields between tabs: words to look in, key, plugin, index, symbol, name, unit, group.
    private var body: [UInt8]
    /// Where the lines begin in `body`.
    private var start: Int

    private static let path = Workspace.cacheFolder + "/parameters"
    private static let mark = "pipeline parameters 1"

    /// The index of what the last build saw; written anew when a build has changed something since.
    ///
    /// - Throws: when nothing was ever built here.
    init(of workspace: Workspace) throws {
        let disk = try workspace.openDisk()
        let stamp = Self.stamp(disk)
        if let kept = Self.kept(disk), kept.header.stamp == stamp {
            (body, start) = (kept.bytes, kept.start)
            return
        }
        let contents = try workspace.knownContents()
        body = Array(Self.lines(contents).utf8)
        start = 0
        let header = "\(Self.mark) \(stamp) \(ContentDigest(of: body))\n"
        // A disk that refuses costs the next search some time.
        _ = try? disk.replace(
            Self.path, with: Array(header.utf8) + body,
            temporaryFolder: Workspace.cacheFolder + "/temporary")
    }

    /// Parameters whose plugin, symbol, name, unit or group hold all of the words, in any order, capital
    /// letters or not. Those that are called so come first, then those whose names begin so.
    func search(_ text: String) -> [Hit] {
        let words = text.lowercased().split(separator: " ").map { Array($0.utf8) }
        guard let longest = words.max(by: { $0.count < $1.count }) else { return [] }
        var ranked: [(rank: Int, hit: Hit)] = []
        let wanted = text.lowercased()
        body.withUnsafeBytes { bytes in
            var place = start
            while let found = find(longest, in: bytes, from: place) {
                let line = line(around: found, in: bytes)
                place = line.upperBound
                let fields = bytes[line].split(
                    separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                guard fields.count == 8,
                    holdsAll(words, UnsafeRawBufferPointer(rebasing: fields[0])),
                    let hit = Hit(fields.map { String(decoding: $0, as: UTF8.self) })
                else { continue }
                let name = hit.name.lowercased()
                ranked.append((name == wanted ? 0 : name.hasPrefix(wanted) ? 1 : 2, hit))
            }
        }
        return ranked.enumerated()
            .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .map(\.element.hit)
    }

    private func find(
        _ word: [UInt8], in bytes: UnsafeRawBufferPointer, from place: Int
    ) -> Int? {
        guard place < bytes.count, let base = bytes.baseAddress,
            let found = pipeline_find_bytes(base + place, bytes.count - place, word, word.count)
        else { return nil }
        return found - base
    }

    private func line(around place: Int, in bytes: UnsafeRawBufferPointer) -> Range<Int> {
        var (first, end) = (place, place)
        while first > start, bytes[first - 1] != UInt8(ascii: "\n") { first -= 1 }
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        return first..<end
    }

    private func holdsAll(_ words: [[UInt8]], _ text: UnsafeRawBufferPointer) -> Bool {
        words.allSatisfy { find($0, in: text, from: 0) != nil }
    }
}

extension ParameterIndex {
    /// What the engine's files look like; any build that changes something changes them.
    private static func stamp(_ disk: Disk) -> String {
        var key = KeyBuilder()
        for name in ["state", "journal"] {
            let identity = try? disk.identity(of: Workspace.cacheFolder + "/" + name)
            for number in [
                identity?.inode, identity?.size, identity.map { UInt64(bitPattern: $0.modified) },
                identity.map { UInt64(bitPattern: $0.changed) },
            ] { key.add(number ?? 0) }
        }
        return key.digest.description
    }

    /// The index that is in the cache; `nil` when there is none, or it is not as it was written.
    private static func kept(
        _ disk: Disk
    ) -> (header: (stamp: String, digest: String), bytes: [UInt8], start: Int)? {
        guard let bytes = (try? disk.read(path))?.bytes,
            let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
        guard words.count == 5, words[..<3].joined(separator: " ") == mark else { return nil }
        let digest = bytes.withUnsafeBytes {
            ContentDigest(of: UnsafeRawBufferPointer(rebasing: $0[(end + 1)...]))
        }
        guard digest.description == words[4] else { return nil }
        return ((String(words[3]), String(words[4])), bytes, end + 1)
    }

    private static func lines(_ contents: WorkspaceContents) -> String {
        var text = ""
        for plugin in contents.plugins {
            guard let descriptor = contents.descriptor(of: plugin) else { continue }
            for parameter in descriptor.parameters {
                let fields = [
                    plugin.key, descriptor.name, "\(parameter.index)", parameter.symbol,
                    parameter.name, parameter.unit, parameter.group,
                ].map(oneField)
                let words = [fields[1], fields[3], fields[4], fields[5], fields[6]]
                text += words.joined(separator: " ").lowercased()
                for field in fields { text += "\t" + field }
                text += "\n"
            }
        }
        return text
    }

    private static func oneField(_ text: String) -> String {
        text.contains { $0 == "\t" || $0.isNewline }
            ? String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 }) : text
    }
}

extension ParameterIndex.Hit {
    fileprivate init?(_ fields: [String]) {
        guard let index = Int(fields[3]) else { return nil }
        self.init(
            key: fields[1], plugin: fields[2], index: index, symbol: fields[4], name: fields[5],
            unit: fields[6], group: fields[7])
    }
}
