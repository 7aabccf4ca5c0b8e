import PluginCatalog

/// The files that `pipeline init` writes.
enum ExampleWorkspace {
    static var files: [(path: String, text: String)] {
        [
            ("pipeline.toml", manifest),
            ("inputs/controllers/example-four-knobs.yaml", controller),
            ("inputs/maps/overdrive.yaml", map),
            ("inputs/descriptors/lv2-drobilla.net-plugins-mda-Overdrive.json", descriptor),
            (
                ".cache/.gitignore",
                "# What builds keep; it can be removed at any time.\n*\n!.gitignore\n"
            ),
        ]
    }

    private static let manifest = """
        # What this workspace is made of; everything else is derived from it.
        # 'pipeline build' builds it, 'pipeline status' tells what a build would do.
        schema = 1

        [workspace]
        name = "example"

        # Plugins to read: every installed one whose id fits a pattern; "*" is any text. Formats are lv2,
        # ladspa, dssi, clap, vst3 and vst2, one section each; 'pipeline plugins list --all' shows what is
        # installed of those that stand here.
        [[plugins]]
        format = "lv2"
        include = ["http://drobilla.net/plugins/mda/Overdrive"]

        # Descriptors of plugins, pinned: with them, maps can be built where no plugin is installed.
        # 'pipeline plugins pin' writes them.
        [[plugins]]
        descriptors = ["inputs/descriptors/*.json"]

        [maps]
        include = ["inputs/maps/**/*.yaml"]

        [controllers]
        include = ["inputs/controllers/*.yaml"]

        # What to generate: MIDI maps for Ardour, one file for each controller. The address says
        # which strip the plugin is on (S1: the selected one), the slot which plugin of the strip.
        [[generate]]
        target = "ardour"
        version = "7.3"
        address = "S1"
        slot = 1
        output = "outputs/ardour"

        # Maps with everything looked up, as JSON.
        [[generate]]
        target = "resolved"
        output = "outputs/resolved"

        """

    private static let controller = """
        # What a controller sends. Maps name its elements by their ids.
        profile: 1
        id: example/four-knobs
        manufacturer: Example
        model: Four Knobs
        channel: 1
        bank-size: 4
        elements:
          - { id: knob-1, name: "Knob 1", kind: knob, send: { cc: 16 } }
          - { id: knob-2, name: "Knob 2", kind: knob, send: { cc: 17 } }
          - { id: knob-3, name: "Knob 3", kind: knob, send: { cc: 18 } }
          - { id: knob-4, name: "Knob 4", kind: knob, send: { cc: 19 } }

        """

    private static let map = """
        # Which element moves which parameter. 'pipeline plugins show Overdrive' lists these.
        schema: 2
        name: mda Overdrive on Four Knobs
        device: example/four-knobs
        plugin: { format: lv2, uri: "http://drobilla.net/plugins/mda/Overdrive" }
        controls:
          - { id: knob-1, name: Drive, parameter: { symbol: drive } }
          - { id: knob-2, name: Muffle, parameter: { symbol: muffle } }
          # A parameter can be named by its symbol, as above, or by its name.
          - { id: knob-3, name: Level, parameter: { name: Output } }

        """

    /// Knobs of a small plugin that comes with many systems, as `pipeline plugins pin` writes them.
    private static var descriptor: String {
        let knobs = [("drive", "Drive", 0.0), ("muffle", "Muffle", 0.0), ("output", "Output", 0.5)]
        let parameters = knobs.enumerated().map { index, knob in
            PluginParameter(
                index: index, port: index, symbol: knob.0, name: knob.1, defaultValue: knob.2)
        }
        let descriptor = PluginDescriptor(
            identity: PluginIdentity(
                format: .lv2, id: "http://drobilla.net/plugins/mda/Overdrive"),
            name: "MDA Overdrive", manufacturer: "David Robillard", version: "2.0",
            category: "Distortion Plugin", parameters: parameters)
        return String(decoding: descriptor.json, as: UTF8.self)
    }
}
