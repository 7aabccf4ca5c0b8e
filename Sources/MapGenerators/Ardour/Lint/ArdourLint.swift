import ControlMap
import Diagnostics
import XMLDocument

/// For which Ardour, and for which controller, maps are judged.
public struct ArdourLintOptions: Sendable {
    public var version: ArdourVersion
    /// What the controller's elements send, when that is known.
    public var controller: ControllerProfile?

    public init(version: ArdourVersion = .v7_3, controller: ControllerProfile? = nil) {
        self.version = version
        self.controller = controller
    }
}

/// Says what Ardour would ignore, drop or do otherwise than it seems in MIDI maps that anyone wrote.
///
/// Findings are `xml.…` and `ardour.…`: errors where Ardour refuses a file or a binding never acts,
/// warnings where something acts otherwise than it seems or is ignored, infos for what is worth
/// knowing. Fix-its are given where no judgement is needed.
///
/// - Parameter files: their paths, for the findings, with their contents.
/// - Returns: findings by file, then place, with excerpts.
/// - Source: behaviour of Ardour 7.3, measured, and its code from 6.9 to 9.8.
public func lintArdourMaps(
    _ files: [(path: String, bytes: [UInt8])], options: ArdourLintOptions = ArdourLintOptions()
) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    var maps: [ArdourMapText] = []
    for file in files {
        let reading = readXML(
            file.bytes, path: file.path, keepingComments: false, findingPlaces: true)
        var found = reading.diagnostics.map { $0.sayingThatArdourRefuses }
        if let root = reading.root {
            let map = ArdourMapText(root, path: file.path, options)
            maps.append(map)
            for rule in map.isMap ? ardourLintRules : [RootIsBindings(), FileNameIsSeen()] {
                found += rule.check(map)
            }
        }
        findings += found.attachingExcerpts(from: file.bytes, path: file.path)
    }
    let bytes = Dictionary(files.map { ($0.path, $0.bytes) }) { first, _ in first }
    for finding in MapNamesAreUnique().check(maps) {
        findings.append(finding.attachingExcerpt(from: bytes[finding.path] ?? []))
    }
    return findings.sorted()
}

/// One silent failure of Ardour, and how it is told.
protocol ArdourLintRule: Sendable {
    /// All that the rule may report.
    static var findings: [FindingKind] { get }

    /// Looks at everything; never throws or prints.
    func check(_ map: ArdourMapText) -> [Diagnostic]
}

/// What linting reports, besides XML that cannot be read.
let reportedArdourLintFindings: [FindingKind] =
    ardourLintRules.flatMap { type(of: $0).findings } + MapNamesAreUnique.findings

/// Every rule about one file, in the order of Ardour's own reading; the one place where a new one is
/// entered.
private let ardourLintRules: [any ArdourLintRule] = [
    FileNameIsSeen(), RootIsBindings(), RootAttributesAreRead(), ElementsAreRead(),
    DeviceInfoIsRead(), PickUpIsStated(), BanksHaveASize(), BindingHasOneTarget(),
    BindingHasOneEvent(), BindingAttributesAreRead(), EventNumberIsDecimal(), ChannelExists(),
    MomentaryIsForNotes(), EventIsHeard(), BytesAreAMessage(), AddressIsReadable(),
    ScopeIsKnown(), ControlIsKnown(), StripIsReachable(), ArgumentsAreNumbers(),
    EventSuitsControl(), FunctionIsKnown(), FunctionHasItsArgument(), ActionIsNamed(),
    EventIsBoundOnce(), ControllerSendsNotes(),
]

extension Diagnostic {
    /// What makes XML unreadable makes Ardour refuse the whole file.
    fileprivate var sayingThatArdourRefuses: Diagnostic {
        var finding = self
        finding.notes.append(Note("Ardour refuses the whole file"))
        return finding
    }
}
