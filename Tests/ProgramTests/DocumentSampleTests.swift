import Testing

/// Every code sample of README.md and docs is read or run, or is listed here with the reason.
@Suite struct DocumentSampleTests {
    struct Sample {
        var page: String
        var language: String
        var lines: [Substring]
        var text: String { lines.joined(separator: "\n") + "\n" }
        var title: String { page + ": " + (lines.first.map(String.init) ?? "") }
    }

    private static let samples: [Sample] = {
        let docs = entries(of: packageFolder + "/docs").map(\.name).filter { $0.hasSuffix(".md") }
        return (["README.md"] + docs.map { "docs/" + $0 }).flatMap { page -> [Sample] in
            let text = String(decoding: fileBytes(packageFolder + "/" + page) ?? [], as: UTF8.self)
            var found: [Sample] = []
            var open: Sample?
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                let words = line.drop { $0 == " " }
                if !words.hasPrefix("```") {
                    open?.lines.append(line)
                } else if let sample = open {
                    found.append(sample)
                    open = nil
                } else {
                    open = Sample(page: page, language: String(words.dropFirst(3)), lines: [])
                }
            }
            return found
        }
    }()

    /// Samples that cannot be run as they stand, by page and first line.
    private static let exceptions = [
        "README.md: $ ./pipeline build": "what a build with a mistake prints",
        "README.md: ./pipeline build      # installs what is missing, builds the program, extracts, "
            + "validates, generates": "builds the program itself",
        "README.md:    run      validate:inputs/maps/mda-synths/mda-jx10.yaml (1.9 ms): "
            + "inputs/maps/mda-synths/mda-jx10.yaml changed (6bfd0fe58d5b -> 9acbe181c57c)":
            "what a build prints, with its times",
        "docs/ardour.md: pipeline daw install [--version 7,8 | --all] [--dry-run] [--force] "
            + "[--no-generate]": "a synopsis",
        "docs/ardour.md: pipeline daw lint [-v] [--ardour-version 8.6] [--device PROFILE] "
            + "[--fix [--dry-run]] PATH…": "a synopsis",
        "docs/ardour.md: pipeline daw import FILE.map [--plugin PLUGIN | --plugin 2=PLUGIN …] "
            + "[--descriptors PATH…]": "a synopsis",
        "docs/timed-input.md: {\"at\": 1.5, \"port\": \"Synth\", \"midi\": [144, 60, 100]}":
            "read by DocumentedLinesTests",
        "docs/timed-input.md: {\"messagesfromjs\": [{\"message\": [144, 60, 90], \"offset\": 34, "
            + "\"requestedport\": \"Synth\"}]}": "read by DocumentedLinesTests",
        "docs/ci.md: name: maps": "run by ContinuousIntegrationPageTests",
        "docs/ci.md: maps:": "run by ContinuousIntegrationPageTests",
        "docs/ci.md: pipeline build --locked": "run by ContinuousIntegrationPageTests",
        "docs/ci.md: pipeline build --locked --since HEAD~1":
            "run by ContinuousIntegrationPageTests",
        "docs/runtime.md: $ pipeline-runtime run outputs/runtime/stage.runtimemap --realtime":
            "needs MIDI ports; its commands are read by RuntimePageTests",
        "docs/runtime.md: $ pipeline-runtime learn \"Launch Control\" --parameter vcf_freq":
            "needs MIDI ports; its commands are read by RuntimePageTests",
        "docs/runtime.md: $ pipeline-runtime send --to Synth note C4 100":
            "needs MIDI ports; its commands are read by RuntimePageTests",
        "docs/runtime.md: $ pipeline-runtime send --running --osc /set_surface 0 159 8211 1 0 0 0 0":
            "needs a running 'run'; its commands are read by RuntimePageTests",
        "docs/runtime.md: $ pipeline-runtime run --clock Drums --clock Synth --tempo 120":
            "needs MIDI ports; its commands are read by RuntimePageTests",
        "docs/runtime.md: $ pipeline-runtime stats":
            "needs MIDI ports; its commands are read by RuntimePageTests",
        "docs/runtime.md: $ pipeline-runtime service --realtime outputs/runtime/stage.runtimemap > ~/.config/systemd/user/pipeline-runtime.service":
            "needs MIDI ports; its commands are read by RuntimePageTests",
    ]

    private func repository() -> ProgramWorkspace {
        let place = ProgramWorkspace()
        _ = place.runCommand(["cp", "-r", packageFolder + "/inputs", packageFolder + "/docs", "."])
        _ = place.runCommand(["cp", packageFolder + "/pipeline.toml", "."])
        return place
    }

    @Test func `every exception is a sample that is still there`() {
        let titles = Set(Self.samples.map(\.title))
        for title in Self.exceptions.keys { #expect(titles.contains(title), "\(title)") }
    }

    @Test func `every other sample is read or run without an error`() {
        #expect(Self.samples.count > Self.exceptions.count)
        for sample in Self.samples where Self.exceptions[sample.title] == nil {
            let place = repository()
            let result = check(sample, in: place)
            #expect(result?.status == 0, "\(sample.title)\n\(result?.messages ?? "not run")")
        }
    }

    /// `nil` when it is not known how to run the sample.
    private func check(_ sample: Sample, in place: ProgramWorkspace) -> ProgramResult? {
        switch (sample.language, sample.lines.first ?? "") {
        case ("yaml", "schema: 2"):
            return validate(sample.text, in: place)
        case ("yaml", "profile: 1"):
            place.remove("inputs/controllers/novation-launch-control-xl-3.yaml")
            place.put("inputs/controllers/sample.yaml", sample.text)
            return validate(Self.mapForProfile, in: place)
        case ("toml", "[[task]]"):
            place.put("pipeline.toml", (place.text("pipeline.toml") ?? "") + "\n" + sample.text)
            return place.run("status")
        case ("toml", "[[output]]"):
            let head = "schema = 1\n[maps]\ninclude = [\"inputs/maps/none/*.yaml\"]\n"
            place.put("pipeline.toml", head + sample.text)
            return place.run("status")
        case ("toml", "[[plugins]]"):
            place.put("pipeline.toml", "schema = 1\n" + sample.text)
            return place.run("status")
        case ("json", "{"):
            place.put("inputs/descriptors/sample.json", sample.text)
            return place.run("build", "pin:inputs/descriptors/sample.json")
        case ("yaml", let line) where line.hasPrefix("plugin: { format: "):
            return sample.lines.lazy.map { validate(pluginLine: String($0), in: place) }
                .first { $0.status != 0 } ?? place.run("--version")
        case ("sh", _):
            return place.runCommand(
                ["env", "PATH=\(Programs.folder):/usr/bin:/bin", "sh", "-e", "-c", sample.text])
        default: return nil
        }
    }

    /// Makes a map the only one, and validates it.
    private func validate(_ map: String, in place: ProgramWorkspace) -> ProgramResult {
        place.put("inputs/maps/sample.yaml", map)
        place.edit("pipeline.toml", "\"inputs/maps/**/*.yaml\"", "\"inputs/maps/sample.yaml\"")
        place.edit("pipeline.toml", "registry =", "# registry =")
        return place.run("build", "validate:*")
    }

    /// Makes a map with this line for its plugin the only one, and validates it with a descriptor of the plugin.
    private func validate(pluginLine line: String, in place: ProgramWorkspace) -> ProgramResult {
        let words = line.split { " ,{}".contains($0) }.map(String.init)
        let format = words.dropFirst(2).first ?? ""
        let id = line.split(separator: "\"").dropFirst().first.map(String.init) ?? ""
        place.put(
            "inputs/descriptors/sample.json",
            """
            {
              "plugin": { "name": "Sample", "format": "\(format.uppercased())", "uid": "\(id)" },
              "parameters": [{ "index": 0, "symbol": "0", "name": "Gain", "min": 0, "max": 1 }]
            }
            """)
        let head = "schema: 2\nname: Sample\ndevice: novation/launch-control-xl-3\n"
        let controls = "\ncontrols:\n  - { id: knob-1, parameter: { name: Gain } }\n"
        place.put(
            "pipeline.toml",
            """
            schema = 1
            [[plugins]]
            descriptors = ["inputs/descriptors/sample.json"]
            [maps]
            include = ["inputs/maps/sample.yaml"]
            [controllers]
            include = ["inputs/controllers/*.yaml"]
            """)
        place.put("inputs/maps/sample.yaml", head + line + controls)
        return place.run("build", "validate:*")
    }

    @Test func `every key of a descriptor stands on its page`() throws {
        let page = String(
            decoding: fileBytes(packageFolder + "/docs/descriptor-format.md") ?? [], as: UTF8.self)
        let schema = repository().run("schema", "descriptor").output
        let keys = schema.split(separator: "\n").compactMap { line -> Substring? in
            let line = line.drop { $0 == " " }
            guard line.hasPrefix("\""), line.hasSuffix("\": {") else { return nil }
            return line.dropFirst().dropLast(4)
        }
        let known = Set(keys).subtracting(["properties", "items", "additionalProperties", "value"])
        #expect(known.count > 30)
        for key in known { #expect(page.contains("`\(key)`"), "\(key)") }
    }

    private static let mapForProfile = """
        schema: 2
        name: Sample
        device: novation/launch-control-xl-3
        plugin: { format: lv2, uri: "http://drobilla.net/plugins/mda/JX10" }
        controls:
          - { id: knob-1, parameter: { symbol: vcf_freq } }

        """
}
