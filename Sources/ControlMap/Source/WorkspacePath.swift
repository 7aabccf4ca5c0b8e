/// A path in the workspace, separated by `/`; only text, no file is looked at.
struct WorkspacePath {
    let text: String

    init(_ text: String) { self.text = text }

    /// Everything before the last separator; empty when there is none.
    var folder: String {
        text.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(text[..<$0]) } ?? ""
    }

    /// The path without the extension of a map: `.yaml`, `.yml` or `.json`.
    var withoutExtension: String {
        for suffix in Self.extensions where text.hasSuffix(suffix) {
            return String(text.dropLast(suffix.count))
        }
        return text
    }

    /// The path of a file that this file names by `reference`, `.yaml` added where it is left out.
    ///
    /// - Returns: `nil` when `reference` is empty, absolute or leads out of the workspace.
    func file(named reference: String) -> String? {
        guard !reference.isEmpty, !reference.hasPrefix("/"), !reference.hasSuffix("/") else {
            return nil
        }
        var parts = folder.split(separator: "/")
        for part in reference.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if parts.popLast() == nil {
                return nil
            }
        }
        guard !parts.isEmpty else { return nil }
        // A map outside the workspace has an absolute path.
        let joined = (text.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
        return Self.extensions.contains { joined.hasSuffix($0) } ? joined : joined + ".yaml"
    }

    private static let extensions = [".yaml", ".yml", ".json"]
}
