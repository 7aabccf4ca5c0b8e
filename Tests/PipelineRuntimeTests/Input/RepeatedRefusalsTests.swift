import Testing

@testable import pipeline_runtime

@Suite struct RepeatedRefusalsTests {
    private let port = RepeatedRefusals.Subject.port(.name("X"))

    @Test func `what changes is said anew, after how often the old held`() {
        var refusals = RepeatedRefusals()
        #expect(refusals.refuse(port, code: "a", message: "none").map(\.message) == ["none"])
        #expect(refusals.refuse(port, code: "a", message: "none").isEmpty)
        #expect(
            refusals.refuse(port, code: "b", message: "two").map(\.message)
                == ["1 more message for 'X' went nowhere, for the same reason", "two"])
    }

    @Test func `a port that came and went again is told again`() {
        var refusals = RepeatedRefusals()
        _ = refusals.refuse(port, code: "a", message: "none")
        #expect(refusals.accept(port) == nil)
        #expect(refusals.isEmpty)
        #expect(refusals.refuse(port, code: "a", message: "none").count == 1)
    }

    @Test func `what is about no name is always said`() {
        var refusals = RepeatedRefusals()
        for _ in 0..<3 {
            #expect(refusals.refuse(nil, code: "no-room", message: "full").count == 1)
        }
    }

    @Test func `ever new names do not fill the memory, and nothing goes unsaid`() {
        var refusals = RepeatedRefusals()
        _ = refusals.refuse(port, code: "a", message: "none")
        _ = refusals.refuse(port, code: "a", message: "none")
        var messages: [String] = []
        for number in 0..<1_000 {
            let subject = RepeatedRefusals.Subject.control("\(number)")
            messages += refusals.refuse(subject, code: "a", message: "none").map(\.message)
        }
        #expect(messages.count { $0 == "none" } == 1_000)
        #expect(
            messages.filter { $0 != "none" }
                == ["1 more message for 'X' went nowhere, for the same reason"])
    }
}
