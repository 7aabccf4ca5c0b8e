import CSystem
import ContentDigest
import ContentStore
import PipelineTasks
import PluginCatalog

/// The parameters of all known plugins as lines of text, kept in the cache, so that a search reads one file.
struct ParameterIndex {
    /// One parameter that was found.
    struct Hit {
        /// Format and id.
        var key: String
        var plugin: String
        var index: Int
        var symbol: String
        var name: String
        var unit: String
        var group: String
    }

    /// What was found: the best of it, and how much there is.
    struct Found {
        var hits: [Hit]
        var count: Int
    }

    /// First lines to look in: words in small letters, a tab, and in 8 hexadecimal digits where the row
    /// about the parameter begins. Then an empty line, and the rows: key, plugin, index, symbol, name, unit
    /// and group between tabs.
    enum Lines {
        case made([UInt8])
        /// In the cache, behind a line about them.
        case kept(MappedFile, start: Int)

        func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
            switch self {
            case .made(let bytes): bytes.withUnsafeBytes(body)
            case .kept(let file, let start):
                body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(file.bytes)[start...]))
            }
        }
    }

    let lines: Lines

    private static let path = Workspace.cacheFolder + "/parameters"
    /// Says which state of the engine's files the index is known to be right for.
    private static let stampPath = Workspace.cacheFolder + "/parameters-stamp"
    private static let mark = "pipeline parameters 3"

    /// The index of what the last build saw; written anew when a build has changed a plugin since.
    ///
    /// - Throws: when nothing was ever built here.
    init(of workspace: Workspace) throws {
        let disk = try workspace.openDisk()
        let kept = Self.kept(disk)
        let stamp = Self.stamp(disk)
        if let kept, Self.text(Self.stampPath, disk) == "\(stamp) \(kept.content)" {
            lines = kept.lines
            return
        }
        let contents = try workspace.knownContents()
        let content = Self.content(of: contents)
        if let kept, kept.content == content {
            lines = kept.lines
        } else {
            let body = Self.text(of: contents)
            lines = .made(body)
            Self.write(
                Self.path,
                Array("\(Self.mark) \(content) \(ContentDigest(of: body))\n".utf8) + body,
                disk)
        }
        Self.write(Self.stampPath, Array("\(stamp) \(content)".utf8), disk)
    }

    /// A disk that refuses costs the next search some time.
    private static func write(_ path: String, _ bytes: [UInt8], _ disk: Disk) {
        _ = try? disk.replace(
            path, with: bytes, temporaryFolder: Workspace.cacheFolder + "/temporary")
    }

    /// Parameters whose plugin, symbol, name, unit or group hold all of the words, in any order, capital
    /// letters or not. Those that are called so come first, then those whose names begin so, have these words,
    /// hold them, and then those that have them elsewhere, in their plugin's name last.
    ///
    /// - Parameter limit: How many to give at most; 0 for all.
    func search(_ text: String, limit: Int = 0) -> Found {
        let words = text.lowercased().split(separator: " ").map { Array($0.utf8) }
        guard let longest = words.max(by: { $0.count < $1.count }) else {
            return Found(hits: [], count: 0)
        }
        let wanted = Array(text.lowercased().utf8)
        return lines.withBytes { bytes in
            let lines = UnsafeRawBufferPointer(
                rebasing: bytes[..<(find([10, 10], in: bytes, from: 0).map { $0 + 1 } ?? 0)])
            // Of many that fit only those that are shown are looked at closer.
            var ranked: [[[Range<Int>]]] = Array(repeating: [], count: 6)
            var place = 0
            while let found = find(longest, in: lines, from: place) {
                let line = line(around: found, in: lines)
                place = line.upperBound
                let end = line.upperBound - 9
                guard found < end,
                    holdsAll(words, UnsafeRawBufferPointer(rebasing: lines[line.lowerBound..<end])),
                    let row = Self.number(lines[(end + 1)..<line.upperBound]),
                    let fields = fields(at: lines.count + 1 + row, in: bytes)
                else { continue }
                let text = UnsafeRawBufferPointer(rebasing: lines[line.lowerBound..<end])
                ranked[rank(fields, text, bytes, wanted, words)].append(fields)
            }
            let all = ranked.flatMap { $0 }
            let hits = all.prefix(limit > 0 ? limit : all.count).compactMap { fields in
                Hit(fields.map { String(decoding: bytes[$0], as: UTF8.self) })
            }
            return Found(hits: hits, count: all.count)
        }
    }

    /// How well a line answers: 0 for a name that is what is looked for, 1 for one that begins so or a symbol,
    /// 2 for one with these words, 3 for one that holds them, 4 for what stands elsewhere in the
    /// parameter, 5 for what is in its plugin's name.
    private func rank(
        _ fields: [Range<Int>], _ text: UnsafeRawBufferPointer, _ bytes: UnsafeRawBufferPointer,
        _ wanted: [UInt8], _ words: [[UInt8]]
    ) -> Int {
        func small(_ field: Int) -> [UInt8] { Self.lowercased(bytes[fields[field]]) }
        let name = small(4)
        if name == wanted { return 0 }
        if name.starts(with: wanted) || small(3) == wanted { return 1 }
        let place = name.withUnsafeBytes { name in
            holdsAll(words, name) ? (words.allSatisfy { holdsWord($0, name) } ? 2 : 3) : nil
        }
        if let place { return place }
        // What is looked in begins with the plugin's name.
        let rest = text.dropFirst(small(1).count)
        return holdsAll(words, UnsafeRawBufferPointer(rebasing: rest)) ? 4 : 5
    }

    /// In small letters, as quickly as it goes: most texts are ASCII.
    private static func lowercased(_ text: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
        guard text.allSatisfy({ $0 < 0x80 }) else {
            return Array(String(decoding: text, as: UTF8.self).lowercased().utf8)
        }
        return text.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    }

    /// Whether a word stands by itself in a text: no letter or digit next to it.
    private func holdsWord(_ word: [UInt8], _ text: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while let found = find(word, in: text, from: place) {
            let end = found + word.count
            let isAlone =
                (found == 0 || !Self.isInWords(text[found - 1]))
                && (end == text.count || !Self.isInWords(text[end]))
            if isAlone { return true }
            place = found + 1
        }
        return false
    }

    private static func isInWords(_ byte: UInt8) -> Bool {
        byte >= 0x80 || 0x30...0x39 ~= byte || 0x61...0x7A ~= byte
    }

    /// The fields of a row.
    private func fields(at start: Int, in bytes: UnsafeRawBufferPointer) -> [Range<Int>]? {
        var fields: [Range<Int>] = []
        fields.reserveCapacity(7)
        var (first, place) = (start, start)
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") {
                fields.append(first..<place)
                first = place + 1
            }
            if byte == UInt8(ascii: "\n") { break }
            place += 1
        }
        return fields.count == 7 ? fields : nil
    }

    /// A number in hexadecimal digits.
    private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? {
        Int(String(decoding: digits, as: UTF8.self), radix: 16)
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
        while first > 0, bytes[first - 1] != UInt8(ascii: "\n") { first -= 1 }
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

    /// What the plugins' descriptors are, by their digests.
    private static func content(of contents: WorkspaceContents) -> String {
        var key = KeyBuilder()
        for plugin in contents.plugins {
            key.add(plugin.key)
            key.add(contents.descriptorDigest(of: plugin))
        }
        return key.digest.description
    }

    /// The index that is in the cache; `nil` when there is none, or it is not as it was written.
    private static func kept(_ disk: Disk) -> (content: String, lines: Lines)? {
        guard let file = (try? MappedFile(path, on: disk)) ?? nil else { return nil }
        let bytes = UnsafeRawBufferPointer(file.bytes)
        guard let end = bytes.prefix(200).firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
        guard words.count == 5, words[..<3].joined(separator: " ") == mark,
            ContentDigest(of: UnsafeRawBufferPointer(rebasing: bytes[(end + 1)...])).description
                == words[4]
        else { return nil }
        return (String(words[3]), .kept(file, start: end + 1))
    }

    private static func text(_ path: String, _ disk: Disk) -> String? {
        ((try? disk.read(path)) ?? nil).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    private static func text(of contents: WorkspaceContents) -> [UInt8] {
        var (lines, rows): ([UInt8], [UInt8]) = ([], [])
        for plugin in contents.plugins {
            guard let descriptor = contents.descriptor(of: plugin) else { continue }
            for parameter in descriptor.parameters {
                let fields = [
                    plugin.key, descriptor.name, "\(parameter.index)", parameter.symbol,
                    parameter.name, parameter.unit, parameter.group,
                ].map(oneField)
                let words = [fields[1], fields[3], fields[4], fields[5], fields[6]]
                let place = String(rows.count, radix: 16)
                lines += words.joined(separator: " ").lowercased().utf8
                lines += ("\t" + String(repeating: "0", count: max(0, 8 - place.utf8.count))).utf8
                lines += (place + "\n").utf8
                rows += (fields.joined(separator: "\t") + "\n").utf8
            }
        }
        return lines + [UInt8(ascii: "\n")] + rows
    }

    private static func oneField(_ text: String) -> String {
        text.contains { $0 == "\t" || $0.isNewline }
            ? String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 }) : text
    }
}

extension ParameterIndex.Hit {
    fileprivate init?(_ fields: [String]) {
        guard fields.count == 7, let index = Int(fields[2]) else { return nil }
        self.init(
            key: fields[0], plugin: fields[1], index: index, symbol: fields[3], name: fields[4],
            unit: fields[5], group: fields[6])
    }
}
