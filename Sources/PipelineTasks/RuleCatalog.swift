import ControlMap
import Diagnostics
import MapGenerators
import PluginCatalog
import SourceText

/// The codes of findings whose severity can be set under `[rules]`.
///
/// A rule says itself what it reports, a target too; the table here has what is reported while
/// something is read.
public enum RuleCatalog {
    /// Every code, sorted.
    public static let entries: [FindingKind] = {
        let ofRules = reportedMapFindings + reportedDescriptorFindings
        let ofTargets = GenerationTarget.all.flatMap(\.findings)
        var known: [String: FindingKind] = [:]
        for kind in ofRules + ofTargets + PipelineRules.outputFindings + table
        where known[kind.code] == nil {
            known[kind.code] = kind
        }
        return known.values.sorted { $0.code < $1.code }
    }()

    /// What is known of a code; `nil` when no finding has it.
    public static func entry(_ code: String) -> FindingKind? {
        entries.first { $0.code == code }
    }

    /// The code that is likely meant by one that is none: near in letters, or of another area.
    public static func nearest(to code: String) -> String? {
        let codes = entries.map(\.code)
        if let near = nearestName(to: code, among: codes) { return near }
        let name = code.split(separator: ".").last.map(String.init) ?? code
        let same = codes.filter { $0.hasSuffix("." + name) }
        return same.count == 1 ? same[0] : nearestName(to: code, among: codes, within: 4)
    }
}
