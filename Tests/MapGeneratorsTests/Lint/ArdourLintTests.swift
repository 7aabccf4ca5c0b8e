import ControlMap
import Diagnostics
import MapGenerators
import TestSupport
import Testing

/// A map around some lines, one of them for what the rules about whole files ask for.
private func wrapped(_ lines: String, device: String = "<DeviceInfo motorized=\"yes\"/>") -> String
{
    "<ArdourMIDIBindings version=\"1.0.0\" name=\"test\">\n\(device)\n\(lines)\n</ArdourMIDIBindings>\n"
}

private func found(
    _ bytes: [UInt8], path: String = "test.map", version: String = "7.3",
    controller: ControllerProfile? = nil
) -> [Diagnostic] {
    let version = try? ArdourVersion(parsing: version)
    return lintArdourMaps(
        [(path, bytes)],
        options: ArdourLintOptions(version: version ?? .v7_3, controller: controller))
}

/// One line of a map with a mark, what must be found there, and the line that its fix-it makes.
struct LintCase: Sendable, CustomTestStringConvertible {
    var line: String
    var finding: ExpectedFinding
    var mended: String?
    var version = "7.3"

    init(
        _ line: String, _ finding: ExpectedFinding, mended: String? = nil, version: String = "7.3"
    ) {
        (self.line, self.finding, self.mended, self.version) = (line, finding, mended, version)
    }

    var testDescription: String { line }
}

private let gain = "uri=\"/route/gain S1\""

@Suite struct ArdourLintTests {
    private static let bindings: [LintCase] = [
        // What it acts on.
        LintCase("<«Binding» channel=\"1\" ctl=\"7\"/>", .error("ardour.no-target")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" \(gain) function=\"«next-bank»\"/>",
            .warning("ardour.several-targets", fixIt: ""),
            mended: "<Binding channel=\"1\" ctl=\"7\" \(gain)/>"),
        // The event.
        LintCase("<«Binding» channel=\"1\" \(gain)/>", .error("ardour.no-event")),
        LintCase(
            "<Binding channel=\"1\" «cc»=\"7\" \(gain)/>", .error("ardour.no-event", fixIt: "ctl"),
            mended: "<Binding channel=\"1\" ctl=\"7\" \(gain)/>"),
        LintCase(
            "<Binding channel=\"1\" ctl-toggle=\"«7»\" function=\"transport-stop\"/>",
            .error("ardour.no-event", fixIt: "ctl"),
            mended: "<Binding channel=\"1\" ctl=\"7\" function=\"transport-stop\"/>"),
        LintCase(
            "<Binding channel=\"1\" enc-l=\"«7»\" function=\"transport-stop\"/>",
            .error("ardour.no-event")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" note=\"«8»\" \(gain)/>",
            .warning("ardour.several-events", fixIt: "")),
        // Attributes.
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" «encoder»=\"yes\" \(gain)/>",
            .warning("ardour.encoder-attribute")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" «threshold»=\"20\" \(gain)/>",
            .warning("ardour.binding-threshold", fixIt: "")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" «momentry»=\"yes\" \(gain)/>",
            .warning("ardour.unknown-attribute", fixIt: "momentary")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" «comment»=\"volume\" \(gain)/>",
            .warning("ardour.unknown-attribute")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" «arg»=\"1\" \(gain)/>",
            .warning("ardour.unknown-attribute")),
        // Numbers.
        LintCase(
            "<Binding channel=\"1\" ctl=\"«0x10»\" \(gain)/>",
            .error("ardour.event-number", fixIt: "16"),
            mended: "<Binding channel=\"1\" ctl=\"16\" \(gain)/>"),
        LintCase(
            "<Binding channel=\"1\" ctl=\"«volume»\" \(gain)/>", .error("ardour.event-number")),
        LintCase("<Binding channel=\"1\" ctl=\"«128»\" \(gain)/>", .error("ardour.event-number")),
        LintCase("<Binding channel=\"1\" ctl=\"«-1»\" \(gain)/>", .error("ardour.event-number")),
        LintCase("<Binding channel=\"1\" ctl=\"«300»\" \(gain)/>", .warning("ardour.event-number")),
        LintCase("<Binding channel=\"1\" ctl=\"«12a»\" \(gain)/>", .warning("ardour.event-number")),
        LintCase("<Binding channel=\"1\" pb=\"«»\" \(gain)/>", .error("ardour.event-number")),
        // Channels.
        LintCase("<«Binding» ctl=\"7\" \(gain)/>", .error("ardour.channel")),
        LintCase(
            "<Binding channel=\"«0»\" ctl=\"7\" \(gain)/>",
            .warning("ardour.channel", fixIt: "1"),
            mended: "<Binding channel=\"1\" ctl=\"7\" \(gain)/>"),
        LintCase("<Binding channel=\"«17»\" ctl=\"7\" \(gain)/>", .error("ardour.channel")),
        LintCase("<Binding channel=\"«all»\" ctl=\"7\" \(gain)/>", .error("ardour.channel")),
        // Momentary.
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" momentary=\"«yes»\" uri=\"/route/mute S1\"/>",
            .warning("ardour.momentary", fixIt: "")),
        LintCase(
            "<Binding channel=\"1\" note=\"7\" momentary=\"«on»\" uri=\"/route/mute S1\"/>",
            .warning("ardour.momentary")),
        LintCase(
            "<Binding channel=\"1\" note=\"7\" momentary=\"«yes»\" function=\"transport-stop\"/>",
            .warning("ardour.momentary", fixIt: "")),
        // Events that Ardour does not follow.
        LintCase("<Binding channel=\"1\" «nrpn»=\"7\" \(gain)/>", .error("ardour.dead-event")),
        LintCase("<Binding channel=\"1\" «rpn-delta»=\"7\" \(gain)/>", .error("ardour.dead-event")),
        LintCase("<Binding channel=\"1\" «rpn»=\"7\" \(gain)/>", .warning("ardour.rpn-is-nrpn")),
        LintCase(
            "<Binding sysex=\"«7f 7f»\" function=\"transport-stop\"/>", .error("ardour.bytes")),
        LintCase(
            "<Binding sysex=\"«f0 7f zz f7»\" function=\"transport-stop\"/>", .error("ardour.bytes")
        ),
        LintCase("<Binding msg=\"«80 60»\" function=\"transport-stop\"/>", .error("ardour.bytes")),
        LintCase("<Binding msg=\"«»\" action=\"Common/Save\"/>", .error("ardour.bytes")),
    ]

    private static let addresses: [LintCase] = [
        LintCase("<Binding channel=\"1\" ctl=\"7\" uri=\"«»\"/>", .warning("ardour.address-form")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"« /route/gain S1»\"/>",
            .error("ardour.address-form", fixIt: "/route/gain S1"),
            mended: "<Binding channel=\"1\" ctl=\"7\" uri=\"/route/gain S1\"/>"),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/gain»\"/>",
            .error("ardour.address-form")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/plugins/parameter/control_16»\"/>",
            .error("ardour.address-form")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/gain S1»\"/>", .error("ardour.address-form")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/rout/gain S1»\"/>",
            .error("ardour.unknown-scope", fixIt: "/route/gain S1")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/strip/gain S1»\"/>",
            .error("ardour.unknown-scope")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/pan B1»\"/>",
            .error("ardour.unknown-control", fixIt: "/route/pandirection B1"),
            mended: "<Binding channel=\"1\" ctl=\"7\" uri=\"/route/pandirection B1\"/>"),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/send/enable B1 1»\"/>",
            .error("ardour.unknown-control")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/gate/depth S1»\"/>",
            .error("ardour.control-version")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/compressor/speed S1»\"/>",
            .error("ardour.control-version"), version: "8.6"),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/eq/gain/1 S1»\"/>",
            .info("ardour.channel-strip")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/gain S0»\"/>", .error("ardour.strip")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/track/gain S1»\"/>",
            .warning("ardour.strip", fixIt: "/route/gain S1")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/gain 808kick»\"/>",
            .warning("ardour.strip")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/gain Lead Vox»\"/>",
            .warning("ardour.strip")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/vca/gain Drums»\"/>", .warning("ardour.strip")
        ),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/plugin/parameter S1 1 VCF Cutoff»\"/>",
            .error("ardour.argument-count")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/plugin/parameter S1 1 VCF_Cutoff»\"/>",
            .error("ardour.argument-number")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/plugin/parameter S1 1 2abc»\"/>",
            .warning("ardour.argument-number")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" uri=\"«/route/plugin/parameter S1 1 0»\"/>",
            .warning("ardour.argument-number", fixIt: "/route/plugin/parameter S1 1 1")),
        LintCase(
            "<Binding channel=\"1\" «enc-l»=\"7\" uri=\"/route/mute S1\"/>",
            .error("ardour.encoder-and-switch")),
        LintCase(
            "<Binding channel=\"1\" «pb»=\"0\" uri=\"/route/mute S1\"/>",
            .warning("ardour.bend-and-switch")),
        LintCase(
            "<Binding channel=\"1\" «ctl-toggle»=\"7\" \(gain)/>",
            .warning("ardour.toggle-and-range", fixIt: "ctl")),
        LintCase(
            "<Binding channel=\"1\" «pgm»=\"7\" \(gain)/>", .warning("ardour.program-and-range")),
    ]

    private static let calls: [LintCase] = [
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" function=\"«transport-stopp»\"/>",
            .error("ardour.unknown-function", fixIt: "transport-stop")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" function=\"«plugin-parameter[5]»\"/>",
            .error("ardour.unknown-function")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" function=\"«set-bank[1]»\"/>",
            .error("ardour.unknown-function")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" function=\"«Transport/Rewind»\"/>",
            .error("ardour.unknown-function", fixIt: "action"),
            mended: "<Binding channel=\"1\" ctl=\"7\" action=\"Transport/Rewind\"/>"),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" function=\"«transport-zero»\"/>",
            .error("ardour.dead-function")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" function=\"«select»\"/>",
            .error("ardour.function-argument")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" function=\"select\" arg=\"«one»\"/>",
            .error("ardour.function-argument")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" function=\"transport-stop\" argument=\"«1»\"/>",
            .info("ardour.function-argument", fixIt: "")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" function=\"«next-bank»\"/>",
            .warning("ardour.bank-size")),
        LintCase(
            "<Binding channel=\"1\" ctl=\"7\" action=\"«Save»\"/>", .error("ardour.action-name")),
        // Elements.
        LintCase(
            "<«binding» channel=\"1\" ctl=\"7\" \(gain)/>",
            .error("ardour.unknown-element", fixIt: "Binding"),
            mended: "<Binding channel=\"1\" ctl=\"7\" \(gain)/>"),
        LintCase("<«GlobalButtons»/>", .warning("ardour.unknown-element")),
    ]

    @Test(arguments: bindings + addresses + calls)
    func `each silent failure is pointed at, and its fix-it leaves nothing to find`(
        given: LintCase
    ) {
        let (bytes, marks) = parseMarked(wrapped(given.line))
        // Fixed rules about the rest of the line may speak too: what matters is the marked place.
        let findings = found(bytes, version: given.version)
        let finding = findings.first {
            $0.code == given.finding.code && $0.range == marks.first
        }
        let list = findings.map { "\($0.code) \($0.message)" }
        #expect(finding?.severity == given.finding.severity, "\(list)")
        #expect(finding?.fixIt?.edits.first?.replacement == given.finding.fixIt)
        #expect(finding?.excerpt != nil)
        #expect(findings.filter { $0.severity > .info }.count <= 1, "\(list)")
        guard let fixIt = finding?.fixIt, let mended = applying(fixIt, to: bytes) else { return }
        if let wanted = given.mended {
            #expect(String(decoding: mended, as: UTF8.self) == wrapped(wanted))
        }
        #expect(!found(mended, version: given.version).contains { $0.code == given.finding.code })
    }

    @Test func `a map that does what it says has no findings`() {
        let map = wrapped(
            """
            <!-- every event and scope -->
            <Binding channel="1" ctl="7" uri="/route/gain B1"/>
            <Binding channel="1" ctl-toggle="8" uri="/route/mute S1"/>
            <Binding channel="1" note="60" momentary="yes" uri="/track/recenable 1"/>
            <Binding channel="2" pb="0" uri="/bus/gain master"/>
            <Binding channel="1" enc-2="20" uri="/vca/gain 1"/>
            <Binding channel="1" ctl="21" uri="/route/plugin/parameter S1 1 12"/>
            <Binding channel="1" ctl="22" uri="route/send/gain   B1   1"/>
            <Binding channel="1" ctl="23" function="Set-Bank" arg="2"/>
            <Binding channel="1" pgm="3" function="transport-stop"/>
            <Binding sysex="f0 7f 7f 06 06 f7" action="Transport/Record"/>
            <Binding msg="80 60 40" function="transport-roll"/>
            """, device: "<DeviceInfo bank-size=\"8\" motorized=\"yes\" threshold=\"20\"/>")
        #expect(found(Array(map.utf8)).map(\.message) == [])
    }
}

@Suite struct ArdourLintFileTests {
    private let good = "<ArdourMIDIBindings version=\"1\" name=\"x\"/>"

    private func expect(
        _ text: String, _ findings: ExpectedFinding..., version: String = "7.3"
    ) {
        let (bytes, marks) = parseMarked(text)
        let all = found(bytes, version: version)
        #expect(all.map(\.code) == findings.map(\.code))
        #expect(all.map(\.severity) == findings.map(\.severity))
        #expect(all.map { $0.fixIt?.edits.first?.replacement } == findings.map(\.fixIt))
        #expect(all.map(\.range) == marks)
    }

    @Test func `a root that Ardour refuses or never lists is an error`() {
        expect("<«Bindings» version=\"1\" name=\"x\"/>", .error("ardour.wrong-root"))
        expect(
            "<«ArdourMIDIBindings» name=\"x\"/>",
            .error("ardour.missing-version", fixIt: " version=\"1.0.0\""))
        expect("<«ArdourMIDIBindings» version=\"1\"/>", .error("ardour.missing-name"))
    }

    @Test func `attributes of the root are those that Ardour reads`() {
        expect(
            "<ArdourMIDIBindings version=\"1\" name=\"x\" «vendor»=\"y\"/>",
            .warning("ardour.unknown-root-attribute"))
        expect(
            "<ArdourMIDIBindings version=\"1\" name=\"x\" «Manufacturer»=\"y\"/>",
            .warning("ardour.unknown-root-attribute", fixIt: "manufacturer"))
        expect(
            "<«ArdourMIDIBindings» version=\"1\" name=\"x\"/>",
            .warning("ardour.missing-manufacturer"), version: "9.6")
    }

    @Test func `the device's keys are those that Ardour reads`() {
        let head = "<ArdourMIDIBindings version=\"1\" name=\"x\">"
        expect(
            "\(head)<DeviceInfo «motorised»=\"yes\"/></ArdourMIDIBindings>",
            .warning("ardour.unknown-device-key", fixIt: "motorized"))
        expect(
            "\(head)<DeviceInfo «has-lcd»=\"yes\" motorized=\"«on»\"/></ArdourMIDIBindings>",
            .warning("ardour.unknown-device-key"), .warning("ardour.device-value"))
        expect(
            "\(head)<DeviceInfo motorized=\"yes\"/><«DeviceInfo» bank-size=\"8\"/></ArdourMIDIBindings>",
            .warning("ardour.second-device-info"))
    }

    @Test func `a knob without pick-up stated is remarked once a file`() {
        expect(
            """
            <ArdourMIDIBindings version="1" name="x">
            <«DeviceInfo» bank-size="8"/>
            <Binding channel="1" ctl="1" uri="/route/gain S1"/>
            <Binding channel="1" ctl="2" uri="/route/gain S1"/>
            </ArdourMIDIBindings>
            """, .info("ardour.pick-up"))
    }

    @Test func `bindings inside another element are not seen by Ardour`() {
        expect(
            """
            <ArdourMIDIBindings version="1" name="x"><«Group»>
            <«Binding» channel="1" ctl="1" uri="/route/mute S1"/>
            </Group></ArdourMIDIBindings>
            """, .warning("ardour.unknown-element"), .error("ardour.nested-element"))
    }

    @Test func `what is bound twice is told with the first, and an equal one can go`() {
        expect(
            """
            <ArdourMIDIBindings version="1" name="x">
            <Binding channel="1" ctl="7" uri="/route/mute S1"/>
            <Binding channel="1" ctl="«7»" uri="/route/mute S1"/>
            <Binding channel="0" ctl-toggle="«7»" uri="/route/solo S1"/>
            <Binding channel="2" ctl="7" uri="/route/solo S1"/>
            </ArdourMIDIBindings>
            """.replacingFirst("channel=\"0\"", "channel=\"1\""),
            .warning("ardour.duplicate-event", fixIt: ""), .warning("ardour.duplicate-event"))
    }

    @Test(arguments: ["my.mapped.map", "test.MAP", "test.xml", "a.map.map", ".map"])
    func `a file that Ardour does not list is told`(name: String) {
        let codes = found(Array(good.utf8), path: "folder.map/" + name).map(\.code)
        #expect(codes == ["ardour.file-name"])
    }

    @Test(arguments: ["two words.map", "Größe.map"])
    func `blanks and letters beyond ASCII in a file's name are fine`(name: String) {
        #expect(found(Array(good.utf8), path: name).isEmpty)
    }

    @Test(arguments: [
        "\n<?xml version=\"1.0\"?><a/>", "<a><!-- x -- y --></a>", "<a b=\"x & y\"/>", "", "<a>",
    ])
    func `what is no XML is refused whole`(text: String) {
        let findings = found(Array(text.utf8))
        #expect(findings.first?.code.hasPrefix("xml.") == true)
        #expect(findings.first?.severity == .error)
        #expect(findings.first?.notes.first?.message == "Ardour refuses the whole file")
    }

    @Test func `two maps of one name are told`() {
        let findings = lintArdourMaps([("a.map", Array(good.utf8)), ("b.map", Array(good.utf8))])
        #expect(findings.map(\.code) == ["ardour.duplicate-name"])
        #expect(findings.first?.path == "b.map")
        #expect(findings.first?.notes.first?.location?.path == "a.map")
    }

    @Test func `a note of a button that sends a controller is told when the controller is known`() {
        let profile = ControllerProfile.read(
            Array(
                """
                profile: 1
                id: acme/desk
                manufacturer: Acme
                model: Desk
                elements:
                  - { id: button-1, name: Play, kind: button, send: { cc: 37 } }
                  - { id: pad-1, kind: pad, send: { note: 38 } }
                  - { id: button-2, kind: button, send: { cc: 38 } }
                """.utf8), path: "desk.yaml"
        ).profile
        let (bytes, marks) = parseMarked(
            wrapped(
                """
                <Binding channel="1" «note»="37" uri="/route/mute S1"/>
                <Binding channel="1" note="38" uri="/route/solo S1"/>
                """))
        let findings = found(bytes, controller: profile)
        #expect(findings.map(\.code) == ["ardour.note-of-controller"])
        #expect(findings.map(\.range) == marks)
        #expect(findings.first?.fixIt?.edits.first?.replacement == "ctl")
        #expect(found(bytes).isEmpty)
    }

    @Test func `mending goes on until nothing can be mended, and keeps all other bytes`() {
        let map = """
            <?xml version="1.0"?>
            <ArdourMIDIBindings name="x">
            \t<DeviceInfo motorised="yes"/>
            <!-- héllo -->
              <binding channel="0" ctl="0x10" momentary="yes" uri=" /route/pan B1"/>
            </ArdourMIDIBindings>
            """
        let mending = mendArdourMap(Array(map.utf8), path: "x.map")
        #expect(mending.remaining.map(\.message) == [])
        #expect(
            String(decoding: mending.bytes, as: UTF8.self) == """
                <?xml version="1.0"?>
                <ArdourMIDIBindings version="1.0.0" name="x">
                \t<DeviceInfo motorized="yes"/>
                <!-- héllo -->
                  <Binding channel="1" ctl="16" uri="/route/pandirection B1"/>
                </ArdourMIDIBindings>
                """)
    }
}

extension String {
    fileprivate func replacingFirst(_ old: String, _ new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}
