import BuildEngine
import ContentStore
import Diagnostics

/// What a locked build says of outputs that it would change.
struct LockedOutputs {
    let workspace: Workspace
    let differences: [OutputDifference]

    /// Lines of a difference that are shown, of one file and of all.
    private static let linesOfFile = 24
    private static let linesOfAll = 200

    /// An error for each output, at the first line that would be another.
    var findings: [NodeDiagnostic] {
        differences.map { difference in
            var finding = Diagnostic(
                .error, "build.outputs-locked", message(difference), path: difference.path)
            let present = bytes(of: difference.path)
            if let wanted = difference.wanted, difference.kind == .changed,
                Self.isText(present), Self.isText(wanted)
            {
                let place = LineDifference(present, wanted).firstLine
                finding.range = SourceRange(line: place, column: 1)
                finding.excerpt = TextLines(present, upTo: place).text(ofLine: place)
                if let line = TextLines(wanted, upTo: place).text(ofLine: place) {
                    finding.notes.append(Diagnostic.Note("it would be: \(line)"))
                }
            }
            return NodeDiagnostic(node: difference.node, diagnostic: finding)
        }
    }

    /// The differences line by line, cut short.
    var text: String {
        var left = Self.linesOfAll
        var text = ""
        for difference in differences where difference.kind != .removed {
            guard left > 0, let wanted = difference.wanted else { continue }
            let old = difference.kind == .created ? [] : bytes(of: difference.path)
            let lines =
                Self.isText(old) && Self.isText(wanted)
                ? LineDifference(old, wanted).lines
                : ["  \(old.count) bytes that are no text would become \(wanted.count)"]
            let shown = lines.prefix(min(left, Self.linesOfFile))
            left -= shown.count
            text += "--- \(difference.kind == .created ? "nothing" : difference.path)\n"
            text += "+++ \(difference.path), as \(difference.node) makes it\n"
            text += shown.map { $0 + "\n" }.joined()
            if shown.count < lines.count {
                text += "  and \(counted(lines.count - shown.count, "line")) more\n"
            }
        }
        return text
    }

    /// Whether bytes can be shown line by line.
    private static func isText(_ bytes: [UInt8]) -> Bool { !bytes.contains(0) }

    private func message(_ difference: OutputDifference) -> String {
        switch difference.kind {
        case .created: "this output is not there; build without --locked and add it"
        case .changed:
            "this output is not what the inputs make; build without --locked and take the change over"
        case .removed: "nothing makes this output any more; build without --locked to remove it"
        }
    }

    private func bytes(of path: String) -> [UInt8] {
        guard let disk = try? Disk(root: workspace.root) else { return [] }
        return (try? disk.read(path))??.bytes ?? []
    }
}

/// The difference of two texts by lines, for people.
struct LineDifference {
    /// The first line that differs, from 1.
    let firstLine: Int
    /// Lines with a mark before each, with some around every change.
    let lines: [String]

    private static let context = 2
    /// Above this many differing lines on a side they are not compared one by one.
    private static let comparable = 2000

    init(_ old: [UInt8], _ new: [UInt8]) {
        let (before, after) = (Self.split(old), Self.split(new))
        let head = zip(before, after).prefix { $0 == $1 }.count
        let rest = min(before.count, after.count) - head
        let tail = zip(before.reversed(), after.reversed()).prefix { $0 == $1 }.count
        let same = min(tail, rest)
        firstLine = min(head, max(0, before.count - 1)) + 1
        let removed = before[head..<before.count - same]
        let added = after[head..<after.count - same]
        var lines = ["@@ line \(head + 1) @@"]
        lines += before[max(0, head - Self.context)..<head].map { "  " + $0 }
        lines += Self.changes(Array(removed), Array(added))
        let end = before.count - same
        lines += before[end..<min(before.count, end + Self.context)].map { "  " + $0 }
        self.lines = lines
    }

    private static func split(_ bytes: [UInt8]) -> [String] {
        if bytes.isEmpty { return [] }
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Removed and added lines in place; what is equal between them is cut down to its ends.
    private static func changes(_ old: [String], _ new: [String]) -> [String] {
        if old.count > comparable || new.count > comparable {
            return old.map { "- " + $0 } + new.map { "+ " + $0 }
        }
        var (removed, added) = (Set<Int>(), Set<Int>())
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [String] = []
        var equal: [String] = []
        func flush() {
            if equal.count > 2 * context + 1 {
                let cut = equal.count - 2 * context
                equal.replaceSubrange(
                    context..<equal.count - context, with: ["(\(cut) equal lines)"])
            }
            lines += equal.map { "  " + $0 }
            equal = []
        }
        var (from, to) = (0, 0)
        while from < old.count || to < new.count {
            if removed.contains(from) {
                flush()
                lines.append("- " + old[from])
                from += 1
            } else if added.contains(to) {
                flush()
                lines.append("+ " + new[to])
                to += 1
            } else {
                equal.append(old[from])
                (from, to) = (from + 1, to + 1)
            }
        }
        flush()
        return lines
    }
}
