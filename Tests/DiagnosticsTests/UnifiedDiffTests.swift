import Diagnostics
import Testing

@Suite struct UnifiedDiffTests {
    private func diff(_ old: String, _ new: String, context: Int = 3) -> String {
        UnifiedDiff(from: Array(old.utf8), to: Array(new.utf8), context: context)
            .text(path: "maps/synth.yaml")
    }

    @Test func `equal texts have no difference`() {
        #expect(diff("a\nb\n", "a\nb\n") == "")
    }

    @Test func `a changed line stands between the lines around it`() {
        #expect(
            diff("1\n2\n3\n4\nold\n6\n7\n8\n9\n", "1\n2\n3\n4\nnew\n6\n7\n8\n9\n") == """
                --- a/maps/synth.yaml
                +++ b/maps/synth.yaml
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -old
                +new
                 6
                 7
                 8

                """)
    }

    @Test func `changes far apart are two hunks`() {
        let old = (1...20).map { "\($0)\n" }.joined()
        let new = old.replacing("2\n3\n", with: "2\nb\n").replacing("19\n", with: "")
        let found = UnifiedDiff(from: Array(old.utf8), to: Array(new.utf8), context: 1)
        #expect(found.hunks.map(\.header) == ["@@ -2,3 +2,3 @@", "@@ -18,3 +18,2 @@"])
    }

    @Test func `a new text counts from line 0 of the old one`() {
        #expect(diff("", "a\n").contains("@@ -0,0 +1 @@\n+a\n"))
    }

    @Test func `a removed text counts from line 0 of the new one`() {
        #expect(diff("a\n", "").contains("@@ -1 +0,0 @@\n-a\n"))
    }

    @Test func `a line feed that is missing at the end is told`() {
        #expect(
            diff("a", "a\n").hasSuffix("-a\n\\ No newline at end of file\n+a\n"))
    }

    @Test func `only an added line is shown among lines that are all equal`() {
        #expect(diff("x\nx\nx\n", "x\nx\nx\nx\n", context: 0).hasSuffix("@@ -3,0 +4 @@\n+x\n"))
    }

    @Test func `lines that occur once hold a moved part together`() {
        let found = UnifiedDiff(
            from: Array("{\n a\n}\n{\n b\n}\n".utf8),
            to: Array("{\n n\n}\n{\n a\n}\n{\n b\n}\n".utf8), context: 0)
        #expect(found.hunks.flatMap(\.lines).allSatisfy { $0.kind == .added })
    }

    @Test(arguments: 0..<200) func `the hunks lead from one text to the other`(seed: Int) {
        var random = Lottery(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        let old = (0..<random.next(below: 30)).map { _ in "\(random.next(below: 6))\n" }
        let new = (0..<random.next(below: 30)).map { _ in "\(random.next(below: 6))\n" }
        let found = UnifiedDiff(
            from: Array(old.joined().utf8), to: Array(new.joined().utf8), context: seed % 4)
        #expect(patched(old, found) == new)
    }

    /// Makes the changes of every hunk, and minds that the lines it names are there.
    private func patched(_ old: [String], _ diff: UnifiedDiff) -> [String] {
        var result: [String] = []
        var next = 0
        for hunk in diff.hunks {
            let hasOld = hunk.lines.contains { $0.kind != .added }
            let start = hasOld ? hunk.oldStart - 1 : hunk.oldStart
            result += old[next..<start]
            next = start
            for line in hunk.lines {
                if line.kind != .added {
                    #expect(old[next] == line.text + "\n")
                    next += 1
                }
                if line.kind != .removed { result.append(line.text + "\n") }
            }
        }
        return result + old[next...]
    }
}

/// Xorshift: small, and the same on every machine.
private struct Lottery {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }
}
