import ControlRuntime
import Diagnostics
import OSCTransport
import TestSupport
import Testing

@testable import pipeline_runtime

@Suite struct RequestReaderTests {
    @Test func `a line can be a message for a port`() {
        let found = reading(#"{"at": "+250", "port": "Synth", "midi": [144, 60, 100]}"#)[0]
        #expect(found.diagnostics.isEmpty)
        #expect(
            found.bare
                == [midi([144, 60, 100], due: noon.monotonic + 250_000_000, port: .name("Synth"))])
    }

    @Test func `a line can move a control`() {
        let found = reading(#"{"control": "cutoff", "value": 0.7}"#)[0]
        #expect(
            found.bare
                == [TimedRequest(due: 0, action: .control(name: "cutoff", position: 0.7))])
    }

    @Test func `a line can be an OSC message, its types told by its values`() {
        let line =
            #"{"osc": {"target": "t", "address": "/a", "arguments": "#
            + #"[1, 0.5, "x", true, null, [5000000000]]}}"#
        let arguments: [OSCArgument] = [
            .int32(1), .float32(0.5), .string("x"), .boolean(true), .null,
            .array([.int64(5_000_000_000)]),
        ]
        #expect(
            reading(line)[0].bare
                == [TimedRequest(due: 0, action: .osc(target: "t", OSCMessage("/a", arguments)))])
    }

    @Test func `types of OSC can be named`() {
        let line =
            #"{"osc": {"address": "/a", "types": "hdfisbcmTI", "#
            + #""arguments": [1, 2, 3, 4, "s", [1, 255], "c", 9452644, false, 0]}}"#
        let arguments: [OSCArgument] = [
            .int64(1), .float64(2), .float32(3), .int32(4), .string("s"), .blob([1, 255]),
            .character(0x63), .midi(0x0090_3C64), .boolean(false), .impulse,
        ]
        #expect(
            reading(line)[0].bare
                == [TimedRequest(due: 0, action: .osc(target: nil, OSCMessage("/a", arguments)))])
    }

    @Test(
        arguments: [
            (#""midi": "90 3C 64""#, [[0x90, 0x3C, 0x64]]), (#""midi": [248]"#, [[248]]),
            (#""midi": [192, 5, 176, 0, 0]"#, [[192, 5], [176, 0, 0]]),
            (#""midi": [240, 1, 2, 247, 144, 1, 1]"#, [[240, 1, 2, 247], [144, 1, 1]]),
        ] as [(String, [[UInt8]])])
    func `bytes are messages in a row`(text: String, expected: [[UInt8]]) {
        #expect(reading("{\(text)}")[0].bare == expected.map { midi($0) })
    }

    @Test(arguments: [
        ("\"Synth\"", TimedRequest.PortRequest.name("Synth")), ("\"\"", .standard),
        ("1", .index(1)),
    ]) func `a port has a name or a place`(text: String, port: TimedRequest.PortRequest) {
        #expect(
            reading("{\"port\": \(text), \"midi\": [248]}")[0].bare == [midi([248], port: port)])
    }

    @Test func `a parameter's number and value are one request`() {
        let found = reading(
            #"{"nrpn": 1000, "value": 8192, "channel": 3}"# + "\n" + #"{"rpn": 0, "value": 256}"#)
        #expect(
            found.flatMap(\.requests).map(\.action) == [
                .parameterNumber(port: .standard, ParameterNumber(1000, value: 8192, channel: 2)),
                .parameterNumber(
                    port: .standard, ParameterNumber(0, value: 256, channel: 0, isRegistered: true)),
            ])
    }

    @Test(arguments: [
        (
            "176 99 1 176 98 2 176 6 3",
            ParameterNumber(130, value: 3, channel: 0, isFine: false, isClosed: false)
        ),
        (
            "181 101 0 181 100 1 181 6 64 181 38 5 181 101 127 181 100 127",
            ParameterNumber(1, value: 8197, channel: 5, isRegistered: true)
        ),
    ]) func `controllers that set a parameter are one request`(
        bytes: String, expected: ParameterNumber
    ) {
        let list = bytes.split(separator: " ").joined(separator: ", ")
        #expect(
            reading("{\"midi\": [\(list)]}")[0].requests.map(\.action)
                == [.parameterNumber(port: .standard, expected)])
    }

    @Test func `controllers that set no parameter stay as they are`() {
        for bytes in [
            "176, 99, 1, 176, 98, 2", "176, 99, 1, 177, 98, 2, 176, 6, 3",
            "176, 101, 127, 176, 100, 127, 176, 6, 3",
        ] {
            let actions = reading("{\"midi\": [\(bytes)]}")[0].requests.map(\.action)
            #expect(actions.count == bytes.split(separator: ",").count / 3)
        }
    }

    @Test func `a list is a batch`() {
        let found = reading(#"[{"midi": [248]}, {"panic": true}]"#)[0]
        #expect(found.bare == [midi([248]), TimedRequest(due: 0, action: .panic)])
    }

    @Test func `empty lines are nothing`() {
        let found = reading("\n  \t \r\n{\"midi\": [248]}\n")
        #expect(found.map(\.bare) == [[], [], [midi([248])]])
        #expect(found.flatMap(\.found).isEmpty)
    }

    @Test func `an id is kept for the answer`() {
        #expect(reading(#"{"id": 7, "midi": [248]}"#)[0].id == .integer(7))
        #expect(reading(#"{"id": "a", "midi": [248]}"#)[0].id == .string("a"))
    }

    @Test(arguments: [
        #"{"midi": [144, «200», 1]}"#, #"{"midi": «[144, 60]»}"#.replacingStart,
        #"{"midi": [«60», 1, 1]}"#, #"{"midi": [144, «-1», 1]}"#, #"{"midi": [144, «1.5», 1]}"#,
        #"{"midi": [«240», 1, 2]}"#, #"{"midi": [«247»]}"#, #"{"midi": «[]»}"#,
        #"{"midi": «"90 xx"»}"#, #"{"midi": «5»}"#, #"{"midi": [248], "port": «-1»}"#,
        #"{"at": «"250"», "midi": [248]}"#, #"{"at": «"+x"», "midi": [248]}"#,
        #"{"at": «1763726400000», "midi": [248]}"#, #"{"at": «90000000», "midi": [248]}"#,
        #"{"at": «true», "midi": [248]}"#, #"{"control": "a", "value": «2»}"#,
        #"{«"control"»: "a"}"#, #"{"midi": [248], «"prot"»: "x"}"#, #"«{}»"#, #"«5»"#,
        #"{"osc": {"address": «"x"»}}"#, #"{"osc": {"address": "/a", "arguments": [«{}»]}}"#,
        #"{"osc": {"address": "/a", "arguments": [1], "types": «"ii"»}}"#,
        #"{"osc": {"address": "/a", "arguments": [«1»], "types": "s"}}"#,
        #"{"osc": {"address": "/a", "arguments": [«1»], "types": "q"}}"#,
        #"{"midi": [248]«»"#, #"{"midi": [248], "midi": «x»]}"#, #"{"id": «1.5», "midi": [248]}"#,
    ]) func `what is wrong is pointed at, and nothing is sent for it`(marked: String) {
        let (bytes, marks) = parseMarked(marked)
        let found = reading(String(decoding: bytes, as: UTF8.self))[0]
        #expect(found.diagnostics.count == 1)
        #expect(found.diagnostics.first?.range?.start == marks.first?.start)
        #expect(found.diagnostics.first?.severity == .error)
        let isAboutMore = marked.contains("prot") || marked.contains("\"id\"")
        #expect(found.requests.isEmpty != isAboutMore)
    }

    @Test func `a line that is wrong costs that line, and its number is told`() {
        let found = reading(
            """
            {"midi": [248]}
            {"midi": [999]}
            [{"midi": [250]}, {"midi": [1]}, {"midi": [252]}]
            """)
        #expect(found.map(\.bare) == [[midi([248])], [], [midi([250]), midi([252])]])
        #expect(found.map(\.found) == [[], ["2:11 input.out-of-range"], ["3:29 input.not-midi"]])
    }

    @Test func `a finding says what would be right`() {
        let messages = reading(
            """
            {"midi": [144, 200, 1]}
            {"at": 1763726400000, "midi": [248]}
            {"control": "a", "value": 2}
            {"cutoff": 1}
            {"mid": [248]}
            """
        ).flatMap(\.diagnostics).map(\.message)
        #expect(
            messages == [
                "200 is here, but a data byte from 0 to 127 must be",
                "'at' is in seconds and at most a day ahead; this looks like milliseconds since 1970",
                "'value' is 2, but must be from 0 to 1", "a request has no key 'cutoff'",
                "a request has no key 'mid'; did you mean 'midi'?",
            ])
    }
}

extension String {
    /// The mark at the first byte of the list instead of the list.
    fileprivate var replacingStart: String { "{\"midi\": [«144», 60]}" }
}

@Suite struct SourceClockTests {
    private func due(_ line: String) -> UInt64? { reading(line)[0].requests.first?.due }

    @Test func `a small number counts from the source's beginning`() {
        #expect(due(#"{"at": 1.5, "midi": [248]}"#) == noon.monotonic + 1_500_000_000)
    }

    @Test func `a large number is the wall clock`() {
        #expect(due(#"{"at": 1763726401.25, "midi": [248]}"#) == noon.monotonic + 1_250_000_000)
    }

    @Test func `what has passed is late, not lost`() {
        #expect(due(#"{"at": "-20", "midi": [248]}"#) == noon.monotonic - 20_000_000)
        #expect(due(#"{"at": 1763726390, "midi": [248]}"#) == noon.monotonic - 10_000_000_000)
        #expect(due(#"{"at": 1263726390, "midi": [248]}"#) == 1)
    }

    @Test func `without a time a message is sent at once`() {
        #expect(due(#"{"midi": [248]}"#) == 0)
    }

    @Test func `a source can say what its clock shows`() {
        let found = reading("{\"clock\": 100}\n{\"at\": 100.5, \"midi\": [248]}")
        #expect(found[1].requests.first?.due == noon.monotonic + 500_000_000)
        #expect(found.flatMap(\.found).isEmpty)
    }

    @Test func `a source's clock that drifts is followed, one that is set is told`() {
        var reader = RequestReader(InputOptions(), startingAt: noon)
        var now = noon
        func say(_ text: String) -> LineReading { reader.read(.text(Array(text.utf8)), at: now) }
        // 100 parts in a million too slow, heard once a second.
        for second in 0..<120 {
            now.monotonic = noon.monotonic + UInt64(second) * 1_000_100_000
            #expect(say("{\"clock\": \(second)}").diagnostics.isEmpty)
        }
        let due = say(#"{"at": 120, "midi": [248]}"#).requests.first?.due ?? 0
        #expect(due.distance(to: noon.monotonic + 120 * 1_000_100_000).magnitude < 1_000_000)
        let step = say(#"{"clock": 500}"#)
        #expect(step.found == ["122:11 input.clock-step"])
        #expect(
            say(#"{"at": 501, "midi": [248]}"#).requests.first?.due == now.monotonic + 1_000_000_000
        )
    }

    @Test func `fractions of a millisecond count`() {
        #expect(due(#"{"at": "+0.25ms", "midi": [248]}"#) == noon.monotonic + 250_000)
    }
}

@Suite struct LineSplitterTests {
    @Test func `lines come out whole however they arrive`() {
        let text = Array("one\ntwo\r\n\nthree".utf8)
        for size in 1...text.count {
            var splitter = LineSplitter()
            var lines: [LineSplitter.Line] = []
            for start in stride(from: 0, to: text.count, by: size) {
                let piece = Array(text[start..<min(start + size, text.count)])
                lines += piece.withUnsafeBytes { splitter.take($0) }
            }
            #expect(lines == ["one", "two", ""].map { .text(Array($0.utf8)) })
            #expect(splitter.finish() == .text(Array("three".utf8)))
        }
    }

    @Test func `a line without end takes no memory, and the next one is read`() {
        var splitter = LineSplitter()
        let piece = [UInt8](repeating: 0x61, count: 1 << 16)
        for _ in 0..<64 { #expect(piece.withUnsafeBytes { splitter.take($0) }.isEmpty) }
        let lines = Array("\n{}\n".utf8).withUnsafeBytes { splitter.take($0) }
        #expect(lines == [.tooLong(bytes: 64 << 16), .text(Array("{}".utf8))])
    }

    @Test func `a line that is too long is told with its size`() {
        var reader = RequestReader(InputOptions(), startingAt: noon)
        let found = reader.read(.tooLong(bytes: 2_000_000), at: noon)
        #expect(found.found == ["1:1 input.too-long"])
    }
}
