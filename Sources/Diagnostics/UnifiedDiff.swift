/// The difference of two texts, line by line, in hunks with unchanged lines around them.
///
/// Equal texts give no hunks. The lines that both texts have exactly once hold the two together;
/// what lies between them is compared for the longest common part. Equal input gives equal output.
public struct UnifiedDiff: Sendable, Equatable {
    /// One line of a hunk.
    public struct Line: Sendable, Equatable {
        /// What became of it; the raw value is the mark in front of the line.
        public enum Kind: Character, Sendable {
            case kept = " "
            case removed = "-"
            case added = "+"
        }

        /// What became of the line.
        public var kind: Kind
        /// Without its end.
        public var text: String
        /// Whether it is the last of its text and has no line feed behind it.
        public var lacksLineFeed: Bool
    }

    /// Changed lines that are near each other, with the lines around them.
    public struct Hunk: Sendable, Equatable {
        /// First line in the old text, from 1; the line before, when the hunk has none of it.
        public var oldStart: Int
        /// First line in the new text, from 1; the line before, when the hunk has none of it.
        public var newStart: Int
        /// In order; removed ones before added ones.
        public var lines: [Line]

        /// For example `@@ -1,3 +1,4 @@`.
        public var header: String {
            let old = lines.count { $0.kind != .added }
            let new = lines.count { $0.kind != .removed }
            return "@@ -\(span(oldStart, old)) +\(span(newStart, new)) @@"
        }

        private func span(_ start: Int, _ count: Int) -> String {
            count == 1 ? "\(start)" : "\(start),\(count)"
        }
    }

    /// In the order of the text; empty when the texts are equal.
    public let hunks: [Hunk]

    /// Compares two texts.
    ///
    /// - Parameter context: how many unchanged lines are shown around a change.
    /// - Complexity: O(n log n) where most lines occur once; repeated lines between two such are
    ///   compared one with another, up to 1,000 by 1,000.
    public init(from old: [UInt8], to new: [UInt8], context: Int = 3) {
        let old = DiffText(old)
        let new = DiffText(new)
        var comparison = LineComparison(old.lines, new.lines)
        hunks = UnifiedDiff.hunks(comparison.steps(), old, new, context: max(0, context))
    }

    /// The hunks under a header that `patch` and `git apply` read; empty when the texts are equal.
    ///
    /// - Parameters:
    ///   - oldName: how the header names the old text, for example `a/maps/synth.yaml`.
    ///   - newName: how the header names the new one.
    public func text(oldName: String, newName: String) -> String {
        guard !hunks.isEmpty else { return "" }
        var text = "--- \(oldName)\n+++ \(newName)\n"
        for hunk in hunks {
            text += hunk.header + "\n"
            for line in hunk.lines {
                text.append(line.kind.rawValue)
                text += line.text + "\n"
                if line.lacksLineFeed { text += "\\ No newline at end of file\n" }
            }
        }
        return text
    }

    /// As ``text(oldName:newName:)``, for a file that has one name: `a/PATH` and `b/PATH`.
    public func text(path: String) -> String { text(oldName: "a/" + path, newName: "b/" + path) }
}

extension UnifiedDiff {
    private static func hunks(
        _ steps: [LineComparison.Step], _ old: DiffText, _ new: DiffText, context: Int
    ) -> [Hunk] {
        var hunks: [Hunk] = []
        for range in changed(steps, context) {
            let oldBefore = steps[..<range.lowerBound].count { $0.old != nil }
            let newBefore = steps[..<range.lowerBound].count { $0.new != nil }
            let lines = steps[range].map { step in
                let isOld = step.old != nil
                let text = isOld ? old : new
                let index = step.old ?? step.new ?? 0
                return Line(
                    kind: step.new == nil ? .removed : isOld ? .kept : .added,
                    text: text.text(index), lacksLineFeed: text.lacksLineFeed(index))
            }
            hunks.append(
                Hunk(
                    oldStart: oldBefore + (lines.contains { $0.kind != .added } ? 1 : 0),
                    newStart: newBefore + (lines.contains { $0.kind != .removed } ? 1 : 0),
                    lines: lines))
        }
        return hunks
    }

    /// The steps of each hunk: changes, and up to `context` unchanged lines on either side.
    private static func changed(
        _ steps: [LineComparison.Step], _ context: Int
    ) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for index in steps.indices where !steps[index].isKept {
            let start = max(0, index - context)
            let end = min(steps.count, index + 1 + context)
            if let last = ranges.last, last.upperBound >= start {
                ranges[ranges.count - 1] = last.lowerBound..<end
            } else {
                ranges.append(start..<end)
            }
        }
        return ranges
    }
}

/// A text cut into lines, each with its line feed, so that one that lacks it differs.
private struct DiffText {
    let lines: [ArraySlice<UInt8>]

    init(_ bytes: [UInt8]) {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for offset in bytes.indices where bytes[offset] == 0x0A {
            lines.append(bytes[start...offset])
            start = offset + 1
        }
        if start < bytes.count { lines.append(bytes[start...]) }
        self.lines = lines
    }

    func text(_ index: Int) -> String {
        let line = lines[index]
        return String(decoding: line.last == 0x0A ? line.dropLast() : line, as: UTF8.self)
    }

    func lacksLineFeed(_ index: Int) -> Bool { lines[index].last != 0x0A }
}
