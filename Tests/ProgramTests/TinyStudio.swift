/// A small workspace that needs no installed plugin: one device, a base map, two maps, two pinned
/// descriptors, a registry, and all targets.
enum TinyStudio {
    static var files: [String: String] {
        [
            "pipeline.toml": manifest,
            "inputs/controllers/desk.yaml": controller,
            "inputs/descriptors/gain.json": descriptor("gain"),
            "inputs/descriptors/tone.json": descriptor("tone"),
            "inputs/maps/base.yaml": base,
            "inputs/maps/gain.yaml": gain,
            "inputs/maps/tone.yaml": tone,
            "inputs/maps/registry.yaml": registry,
        ]
    }

    static func workspace() -> ProgramWorkspace { ProgramWorkspace(files) }

    /// Every file that a build of it makes.
    static let outputs = [
        "outputs/ardour/acme-desk.map",
        "outputs/descriptors/lv2-example.org-gain.json",
        "outputs/descriptors/lv2-example.org-tone.json",
        "outputs/resolved/gain.json", "outputs/resolved/tone.json",
        "outputs/runtime/gain.json", "outputs/runtime/gain.runtimemap",
        "outputs/runtime/tone.json", "outputs/runtime/tone.runtimemap",
    ]

    static let manifest = """
        schema = 1

        [workspace]
        name = "tiny"

        [[plugins]]
        descriptors = ["inputs/descriptors/*.json"]

        [maps]
        include = ["inputs/maps/**/*.yaml"]
        registry = "inputs/maps/registry.yaml"

        [controllers]
        include = ["inputs/controllers/*.yaml"]

        [[generate]]
        target = "resolved"
        output = "outputs/resolved"

        [[generate]]
        target = "runtime"
        output = "outputs/runtime"

        [[generate]]
        target = "descriptors"
        output = "outputs/descriptors"

        [[generate]]
        target = "ardour"
        version = "7.3"
        address = "S1"
        slot = 1
        output = "outputs/ardour"

        """

    static let controller = """
        profile: 1
        id: acme/desk
        manufacturer: Acme
        model: Desk
        channel: 1
        bank-size: 8
        elements:
          - { id: knob-1, name: "Knob 1", kind: knob, send: { cc: 16 } }
          - { id: knob-2, name: "Knob 2", kind: knob, send: { cc: 17 } }
          - { id: knob-3, name: "Knob 3", kind: knob, send: { cc: 18 } }

        """

    static let base = """
        schema: 2
        name: Base
        device: acme/desk
        template: true
        controls:
          - { id: knob-1, name: Level, parameter: { symbol: level } }

        """

    static let gain = """
        schema: 2
        name: Gain on Desk
        extends: base
        channel: 1
        plugin: { format: lv2, uri: "http://example.org/gain" }
        controls:
          - { id: knob-2, name: Drive, parameter: { symbol: drive } }

        """

    static let tone = """
        schema: 2
        name: Tone on Desk
        device: acme/desk
        channel: 2
        plugin: { format: lv2, uri: "http://example.org/tone" }
        controls:
          - { id: knob-1, name: Level, parameter: { symbol: level } }
          - { id: knob-2, name: Drive, parameter: { symbol: drive } }

        """

    static let registry = """
        version: 1.0.0
        device:
          manufacturer: Acme
          model: Desk
        metadata:
          name: Channels of the Desk
          description: Who owns which
        channels:
          1:
            path: gain
            description: "Gain"
            manufacturer: "Acme"
            type: "Effect"
          2:
            path: tone
            description: "Tone"
            manufacturer: "Acme"
            type: "Effect"
        available_channels: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]

        """

    /// The descriptor of a plugin `http://example.org/NAME` with two parameters.
    static func descriptor(_ name: String) -> String {
        """
        {
          "plugin": {
            "manufacturer": "Acme", "name": "Tiny \(name)", "version": "1.0", "format": "LV2",
            "uid": "http://example.org/\(name)", "uri": "http://example.org/\(name)",
            "category": "Plugin"
          },
          "metadata": {
            "version": "1.0", "author": "pipeline", "parameter_count": 2, "index_base": 0
          },
          "parameters": [
            { "index": 0, "symbol": "level", "name": "Level", "port": 0, "direction": "input",
              "type": "continuous", "min": 0, "max": 1, "default": 0.5, "automatable": true },
            { "index": 1, "symbol": "drive", "name": "Drive", "port": 1, "direction": "input",
              "type": "continuous", "min": 0, "max": 10, "default": 2, "automatable": true }
          ]
        }

        """
    }
}
