import Testing

@testable import pipeline_scan

@Suite struct ReaderComplaintTests {
    @Test func `a syntax error keeps its file, line and column`() {
        #expect(
            ReaderComplaint(line: "error: /a/b.lv2/c.ttl:12:5: expected `]', not `x'")
                == .syntax(
                    path: "/a/b.lv2/c.ttl", line: 12, column: 5, message: "expected `]', not `x'"))
    }

    @Test func `colons and spaces in a file's name are part of it`() {
        #expect(
            ReaderComplaint(line: "error: /a/b: 1:x/c.ttl:3:4: bad verb")
                == .syntax(path: "/a/b: 1:x/c.ttl", line: 3, column: 4, message: "bad verb"))
    }

    @Test func `a file that cannot be opened keeps the reason`() {
        #expect(
            ReaderComplaint(line: "error: failed to open file /a (b)/c.ttl (Permission denied)")
                == .unreadable(path: "/a (b)/c.ttl", reason: "Permission denied"))
    }

    @Test func `of a broken file the first error stays, and nothing that follows from it`() {
        let first = "error: /a.ttl:1:2: bad verb"
        let lines = [first, "error: /a.ttl:1:9: expected `]'", "something else"]
        #expect(ReaderComplaint.all(in: lines) == [ReaderComplaint(line: first)])
    }

    @Test func `any other line is shown as it is`() {
        #expect(ReaderComplaint(line: "hello: world") == .other("hello: world"))
    }
}
