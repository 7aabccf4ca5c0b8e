import SourceText
import Testing

@testable import pipeline_runtime

/// What `stats` shows of a status.
@Suite struct StatusViewTests {
    /// A status as `stats --json` prints it, without what the view leaves out.
    private func view(
        sent: Int = 4, uptime: Double = 65, policy: String = #"{"class": "normal"}"#,
        outputs: String = "", rest: String = ""
    ) throws -> StatusView {
        let text = """
            {"name": "stage", "uptime_seconds": \(uptime), "policy": \(policy),
             "messages_sent": \(sent), "messages_failed": 2, "queue_size": 7, "active_ports": 1,
             "player": {"wakes": 12}, "outputs": [\(outputs)]\(rest)}
            """
        return StatusView(try #require(JSONReader.read(Array(text.utf8), path: "status").root))
    }

    private let synth = """
        {"name": "Synth", "present": true, "place": "20:0", "sent": 1200, "replaced": 3, "waiting": 0,
         "waiting_most": 17, "lateness": {"p50_us": 16.4, "p99_us": 262.144, "max_us": 1048.576}}
        """
    private let away = """
        {"name": "USB Piano", "present": false, "place": "24:0", "sent": 0, "absent": 5, "too_late": 1,
         "losses": 1, "waiting": 2, "waiting_most": 2}
        """

    @Test func `outputs stand under each other, numbers at the right, reasons below`() throws {
        #expect(
            try view(outputs: synth + "," + away).text() == """
                stage  up 1 min 5 s  normal class, memory not locked
                sent 4  failed 2  waiting 7  ports 1  wake-ups 12

                OUTPUT     TO        SENT  FAILED  REPLACED  WAITING  MOST    p50     p99   MAX
                Synth      20:0      1200       0         3        0    17  17 µs  263 µs  2 ms
                USB Piano  (absent)     0       6         0        2     2      -       -     -
                  USB Piano: too_late 1, absent 5, losses 1
                """)
    }

    @Test func `a port that others connect to is open`() throws {
        let text = try view(outputs: #"{"name": "out", "present": true, "place": "", "sent": 1}"#)
            .text()
        #expect(text.contains("out     open"))
    }

    @Test func `the policy in force is in the first line`() throws {
        let policy = #"{"class": "fifo", "priority": 60, "locked_memory": true}"#
        let text = try view(policy: policy).text()
        #expect(
            text.hasPrefix("stage  up 1 min 5 s  real time, priority 60, memory locked\n"))
    }

    @Test(arguments: [(0.0, "0 s"), (59.9, "59 s"), (60, "1 min 0 s"), (7_384, "2 h 3 min")])
    func `the time that it runs is short`(seconds: Double, text: String) throws {
        #expect(try view(uptime: seconds).text().hasPrefix("stage  up \(text)  "))
    }

    @Test func `a second look shows messages a second`() throws {
        let before = try view(sent: 1_000, uptime: 10)
        let text = try view(sent: 1_500, uptime: 12).text(since: before)
        #expect(text.split(separator: "\n")[1].hasSuffix("  250/s"))
        #expect(!(try view().text(since: view()).contains("/s")))
    }

    @Test func `what came in is shown where there is a sequencer`() throws {
        #expect(try view(rest: #", "sequencer": {"received": 9}"#).text().contains("received 9"))
        #expect(!(try view().text().contains("received")))
    }
}
