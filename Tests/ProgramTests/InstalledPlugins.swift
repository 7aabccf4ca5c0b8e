import Glibc

/// Plugins of this machine that some tests need.
enum InstalledPlugins {
    static let folder = "/usr/lib/lv2"
    static var haveMDA: Bool { access(folder + "/mda.lv2/manifest.ttl", R_OK) == 0 }

    /// The files of an installed bundle, by name.
    static func files(_ bundle: String) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for entry in entries(of: "\(folder)/\(bundle)") where !entry.isFolder {
            found[entry.name] = fileBytes("\(folder)/\(bundle)/\(entry.name)")
        }
        return found
    }

    /// A workspace with a map for an installed plugin that is not pinned.
    static func workspace() -> ProgramWorkspace {
        let studio = ProgramWorkspace([
            "pipeline.toml": """
            schema = 1

            [workspace]
            name = "installed"

            [[plugins]]
            format = "lv2"
            include = ["http://drobilla.net/plugins/mda/*"]

            [[plugins]]
            descriptors = ["pins/*.json"]

            [maps]
            include = ["maps/*.yaml"]

            [controllers]
            include = ["controllers/*.yaml"]

            [[generate]]
            target = "resolved"
            output = "out"

            """,
            "controllers/desk.yaml": TinyStudio.controller,
            "maps/leslie.yaml": """
            schema: 2
            name: Leslie
            device: acme/desk
            plugin: { format: lv2, uri: "http://drobilla.net/plugins/mda/Leslie" }
            controls:
              - { id: knob-1, name: Speed, parameter: { symbol: speed } }

            """,
        ])
        studio.environment["LV2_PATH"] = folder
        return studio
    }
}
