import PipelineTasks

/// Short descriptions of the codes of findings, for formats that list rules.
enum FindingCode {
    /// One sentence on what a code stands for; made from the code's words when nobody wrote one.
    static func description(of code: String) -> String {
        if let known = RuleCatalog.entry(code) { return known.summary + "." }
        if let written = fixed[code] { return written + "." }
        let parts = code.split(separator: ".", maxSplits: 1)
        let words = (parts.last ?? "").split(separator: "-").joined(separator: " ")
        return "\(parts.first ?? ""): \(words)."
    }

    /// Those of the build itself, whose severity nobody can set.
    private static let fixed = [
        "build.cannot-read": "A file cannot be read",
        "build.cannot-remove": "A file that nothing makes any more cannot be removed",
        "build.cannot-write": "An output cannot be written",
        "build.circle": "A node needs its own result",
        "build.findings-lost": "The store has lost findings, which are made anew",
        "build.inputs-keep-changing": "What a node reads kept changing while it ran",
        "build.no-rule": "No rule makes a node",
        "build.not-compared": "A node could not be compared with its second run",
        "build.not-remembered": "What was built could not be remembered",
        "build.not-reproducible": "A node does not make the same every time",
        "build.outputs-locked": "A locked output is not what the inputs make",
        "build.shared-output": "Two nodes write the same file",
        "build.stale-output-edited": "An output that nothing makes any more was edited, and stays",
        "build.store-loses": "The store loses results as soon as they are made",
        "build.stuck": "A node waits for a result that nothing makes",
        "extract.cancelled": "Reading a plugin was cancelled",
        "extract.malformed-reply": "A plugin reader gave an answer that makes no sense",
        "extract.out-of-memory": "Reading a plugin took more memory than allowed",
        "extract.timed-out": "Reading a plugin took longer than allowed",
        "extract.worker-ended": "A plugin reader ended before it answered",
        "extract.wrote-too-much": "A plugin printed or wrote more than allowed while it was read",
        "extract.worker-missing": "The program that reads plugins cannot be started",
        "manifest.missing": "There is no manifest",
        "manifest.no-maps": "The manifest includes no maps",
        "toml.syntax": "A TOML text cannot be read",
    ]
}
