/// A workspace of any size, made by rule: sixteen maps a device, half of them with a base.
struct LargeStudio {
    var count: Int
    /// Another number gives other bindings in every map.
    var version = 1
    /// Only these maps are there.
    var includes: (Int) -> Bool = { _ in true }

    var files: [String: String] {
        var files = [
            "pipeline.toml": TinyStudio.manifest.replacing(
                "registry = \"inputs/maps/registry.yaml\"\n", with: ""),
            "inputs/descriptors/gain.json": TinyStudio.descriptor("gain"),
            "inputs/descriptors/tone.json": TinyStudio.descriptor("tone"),
        ]
        for device in 0...(count - 1) / 16 {
            files["inputs/controllers/desk-\(device).yaml"] = TinyStudio.controller
                .replacing("acme/desk", with: "acme/desk-\(device)")
                .replacing("model: Desk", with: "model: Desk \(device)")
            files["inputs/maps/base-\(device).yaml"] = TinyStudio.base
                .replacing("acme/desk", with: "acme/desk-\(device)")
                .replacing("name: Base", with: "name: Base \(device)")
        }
        for map in 0..<count where includes(map) {
            files["inputs/maps/m-\(map).yaml"] = text(of: map)
        }
        return files
    }

    func text(of map: Int) -> String {
        let knob = version % 2 == 0 ? 2 : 3
        let head = map % 2 == 0 ? "extends: base-\(map / 16)" : "device: acme/desk-\(map / 16)"
        return """
            schema: 2
            name: Map \(map)
            \(head)
            channel: \(map % 16 + 1)
            plugin: { format: lv2, uri: "http://example.org/\(map % 3 == 0 ? "gain" : "tone")" }
            controls:
              - { id: knob-\(knob), name: Drive, parameter: { symbol: drive } }

            """
    }
}
