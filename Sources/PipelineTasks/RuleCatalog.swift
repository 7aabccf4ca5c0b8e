import Diagnostics
import SourceText

/// The codes of findings, with what must be true lest they are reported.
public enum RuleCatalog {
    /// One code.
    public struct Entry: Sendable, Equatable {
        /// Stable name, `area.what-is-wrong`.
        public var code: String
        /// What the finding has when the workspace says nothing; some are milder in places.
        public var severity: Severity
        /// What must be true, in one sentence without its full stop.
        public var summary: String

        init(_ code: String, _ severity: Severity, _ summary: String) {
            self.code = code
            self.severity = severity
            self.summary = summary
        }
    }

    /// Every code whose severity can be set under `[rules]`, sorted.
    public static var entries: [Entry] { table }

    /// What is known of a code; `nil` when no finding has it.
    public static func entry(_ code: String) -> Entry? { table.first { $0.code == code } }

    /// The code that is likely meant by one that is none: near in letters, or of another area.
    public static func nearest(to code: String) -> String? {
        let codes = table.map(\.code)
        if let near = nearestName(to: code, among: codes) { return near }
        let name = code.split(separator: ".").last.map(String.init) ?? code
        let same = codes.filter { $0.hasSuffix("." + name) }
        return same.count == 1 ? same[0] : nearestName(to: code, among: codes, within: 4)
    }
}
