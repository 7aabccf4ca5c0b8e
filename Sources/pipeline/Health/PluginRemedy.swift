import Diagnostics

/// What mends a finding about a plugin, or why nothing need be done.
struct PluginRemedy {
    let text: String

    /// - Parameter isUnread: whether the module that it is about could not be read besides.
    init(for finding: Diagnostic, isUnread: Bool) {
        let again = "'pipeline plugins extract --retry' opens it again"
        switch finding.code {
        case "plugin.cannot-load":
            text =
                "the system lacks what the message names: install it, or a release of the plugin for this "
                + "system; \(again)"
        case "extract.worker-ended":
            text =
                "it cost no other plugin anything; a newer release may not crash, and is read at once; \(again)"
        case "extract.timed-out":
            text =
                "if it is only slow, raise timeout_seconds of [extract] in pipeline.toml; if it hangs, look "
                + "for a newer release"
        case "extract.out-of-memory":
            text = "if it needs so much, raise memory_mb of [extract] in pipeline.toml"
        case "extract.wrote-too-much", "extract.malformed-reply":
            text = "look for a newer release of the plugin; \(again)"
        case "extract.worker-missing":
            text = "put pipeline-scan beside pipeline; both come from one build"
        case "plugin.other-architecture", "plugin.unknown-standard", "plugin.no-entry",
            "plugin.no-factory":
            text = "install the plugin's release for this machine and format, or remove the file"
        case "plugin.cannot-create", "plugin.cannot-start", "plugin.no-controller",
            "plugin.too-much":
            text =
                "look for a newer release, or use the plugin in another format; \(again)"
        case "plugin.missing-file", "plugin.turtle-syntax", "plugin.unreadable-file":
            text = "install the plugin's package again; the next build reads it then"
        case "plugin.shadowed":
            text = "remove the one that is not wanted, or the folder of it from the search path"
        case "plugin.tried-network", "plugin.tried-process", "plugin.tried-signal",
            "plugin.tried-write", "plugin.tried-display":
            text =
                isUnread
                ? "it may be why the plugin could not be read; its error tells more"
                : "no need to do anything: the plugin was read all the same"
        default:
            text =
                finding.severity == .error
                ? "\(again); or leave the plugin out in pipeline.toml"
                : "no need to do anything: the plugin was read as far as it makes sense; tell its maker"
        }
    }
}
