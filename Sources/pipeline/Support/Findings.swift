import Diagnostics
import SourceText

extension CommonSettings {
    /// Below it findings are for those who ask for all.
    var leastShown: Severity { quiet ? .error : verbose ? .info : .warning }

    /// Prints findings for people: errors always, warnings unless quiet, remarks when asked for.
    func showFindings(_ findings: [Diagnostic]) {
        let least = leastShown
        var shown = Set<Diagnostic>()
        let renderer = DiagnosticRenderer(options: .init(color: Console(color).usesColor))
        var text = ""
        for finding in findings where finding.severity >= least && shown.insert(finding).inserted {
            text += renderer.text(for: finding)
            if !text.hasSuffix("\n") { text += "\n" }
        }
        if !text.isEmpty { printMessage(text) }
    }
}
