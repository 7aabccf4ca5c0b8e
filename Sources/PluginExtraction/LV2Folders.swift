/// Where LV2 bundles are looked for.
public enum LV2Folders {
    /// The folders to search, first wins: `LV2_PATH` when it is set, else the usual places.
    ///
    /// The usual places are `~/.lv2`, `/usr/local/lib/lv2`, `/usr/lib/lv2` and Debian's folder for
    /// this architecture. Empty, relative and repeated entries are dropped; a leading `~` is HOME.
    public static func search(environment: [String: String]) -> [String] {
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }
        let entries: [String]
        if let path = environment["LV2_PATH"], !path.isEmpty {
            entries = path.split(separator: ":").map(String.init)
        } else {
            entries = ["~/.lv2", "/usr/local/lib/lv2", "/usr/lib/lv2", "/usr/lib/\(triplet)/lv2"]
        }
        var folders: [String] = []
        for entry in entries {
            guard let folder = absolute(entry, home: home), !folders.contains(folder) else {
                continue
            }
            folders.append(folder)
        }
        return folders
    }

    private static func absolute(_ entry: String, home: String?) -> String? {
        var path = entry
        if entry == "~" || entry.hasPrefix("~/") {
            guard let home else { return nil }
            path = home + entry.dropFirst()
        }
        guard path.hasPrefix("/") else { return nil }
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static var triplet: String {
        #if arch(arm64)
            "aarch64-linux-gnu"
        #else
            "x86_64-linux-gnu"
        #endif
    }
}
