import Testing

/// The schemas are held against Python's validator, which knows draft 2020-12.
@Suite struct SchemaCommandTests {
    /// Reads a schema and a list of documents; prints one line for each that does not do as it
    /// should.
    private static let script = """
        import sys, json, re, glob, yaml, jsonschema
        class Loader(yaml.SafeLoader): pass
        # YAML 1.2's core schema: 'on' is a text, and so is a date.
        Loader.yaml_implicit_resolvers = {
            first: [(tag, pattern) for tag, pattern in rules
                if not tag.endswith((":bool", ":timestamp"))]
            for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}
        Loader.add_implicit_resolver(
            "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
        def read(text, kind):
            if kind == "manifest":
                import tomllib
                return tomllib.loads(text)
            return yaml.load(text, Loader)
        def validator(kind):
            schema = json.load(open(kind + ".schema.json"))
            jsonschema.Draft202012Validator.check_schema(schema)
            return jsonschema.Draft202012Validator(schema)
        kind, mode, names = sys.argv[1], sys.argv[2], sys.argv[3:]
        checker = validator(kind)
        for name in names:
            document = read(open(name).read(), kind)
            errors = [e.json_path + " " + e.message for e in checker.iter_errors(document)]
            if bool(errors) != (mode == "wrong"):
                print(name, errors[:3])
        print("checked", len(names))
        """

    /// A folder with the four schemas and the script.
    private func folder() -> ProgramWorkspace {
        let place = ProgramWorkspace(["check.py": Self.script])
        for kind in ["map", "manifest", "descriptor", "controller"] {
            let result = place.run("schema", kind)
            #expect(result.status == 0, "\(result.messages)")
            place.put("\(kind).schema.json", result.output)
        }
        return place
    }

    private func check(
        _ kind: String, _ mode: String, _ names: [String], in place: ProgramWorkspace
    ) {
        let result = place.runCommand(["python3", "check.py", kind, mode] + names)
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.output == "checked \(names.count)\n", "\(kind)")
        #expect(!names.isEmpty)
    }

    private func files(_ folder: String, _ end: String) -> [String] {
        filesBelow(packageFolder + "/" + folder).filter { $0.hasSuffix(end) }
    }

    @Test func `every controller, descriptor and manifest of the repository fits its schema`() {
        let place = folder()
        check("controller", "right", files("inputs/controllers", ".yaml"), in: place)
        check("descriptor", "right", files("inputs/descriptors", ".json"), in: place)
        check("manifest", "right", [packageFolder + "/pipeline.toml"], in: place)
    }

    @Test func `every map of the repository in our own dialect fits the schema`() {
        let maps = files("inputs/maps", ".yaml").filter { path in
            String(decoding: fileBytes(path) ?? [], as: UTF8.self).contains("schema: 2")
        }
        #expect(maps.count > 10)
        check("map", "right", maps, in: folder())
    }

    @Test func `what init writes fits the schemas`() {
        let place = folder()
        place.run("init", "studio")
        check("map", "right", ["studio/inputs/maps/overdrive.yaml"], in: place)
        check(
            "controller", "right", ["studio/inputs/controllers/example-four-knobs.yaml"], in: place)
        check("manifest", "right", ["studio/pipeline.toml"], in: place)
        let pin = place.tree("studio/inputs/descriptors").keys.sorted()
        check("descriptor", "right", pin, in: place)
    }

    @Test(arguments: SchemaDefect.all)
    func `neither the schema nor the program takes a defect`(defect: SchemaDefect) {
        let place = folder()
        let studio = TinyStudio.files
        let text = studio[defect.path] ?? ""
        #expect(text.contains(defect.old), "\(defect)")
        place.put("good", text)
        place.put("bad", text.replacingFirst(defect.old, by: defect.new))
        check(defect.kind, "right", ["good"], in: place)
        check(defect.kind, "wrong", ["bad"], in: place)
        let tiny = TinyStudio.workspace()
        tiny.edit(defect.path, defect.old, defect.new)
        let build = tiny.run("build")
        #expect(build.messages.contains(defect.path), "\(build.messages)")
        #expect(build.messages.contains(": error: ") || build.messages.contains(": warning: "))
    }

    @Test func `an unknown kind of file is refused with the kinds there are`() {
        let result = ProgramWorkspace().run("schema", "mapp")
        #expect(result.status == 2)
        #expect(result.messages.contains("manifest"), "\(result.messages)")
    }
}

extension String {
    fileprivate func replacingFirst(_ old: String, by new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}

/// One mistake in a file of the tiny studio.
struct SchemaDefect: Sendable, CustomTestStringConvertible {
    var kind: String
    var path: String
    var old: String
    var new: String

    var testDescription: String { "\(kind): \(new)" }

    static let all: [SchemaDefect] = {
        func map(_ old: String, _ new: String) -> SchemaDefect {
            SchemaDefect(kind: "map", path: "inputs/maps/tone.yaml", old: old, new: new)
        }
        func controller(_ old: String, _ new: String) -> SchemaDefect {
            SchemaDefect(
                kind: "controller", path: "inputs/controllers/desk.yaml", old: old, new: new)
        }
        func manifest(_ old: String, _ new: String) -> SchemaDefect {
            SchemaDefect(kind: "manifest", path: "pipeline.toml", old: old, new: new)
        }
        func descriptor(_ old: String, _ new: String) -> SchemaDefect {
            SchemaDefect(
                kind: "descriptor", path: "inputs/descriptors/tone.json", old: old, new: new)
        }
        let level = "{ id: knob-1, name: Level, parameter: { symbol: level } }"
        let rules = "[[generate]]\ntarget = \"resolved\""
        func control(_ more: String) -> SchemaDefect {
            map(level, "{ id: knob-1, parameter: { symbol: level }, \(more) }")
        }
        return [
            map("channel: 2", "chanel: 2"), map("channel: 2", "channel: 17"),
            map("channel: 2", "channel: two"), map("format: lv2", "format: lv3"),
            map(level, "{ name: Level, parameter: { symbol: level } }"),
            map(level, "{ id: knob-1, parameter: { index: 0 } }"),
            map(level, "{ id: knob-1, parameter: { symbol: level, name: Level } }"),
            control("range: [0, 2]"), control("range: [0]"), control("invert: maybe"),
            control("curve: [0]"), control("curve: steep"), control("mode: toggel"),
            control("pickup: later"), control("steps: 1"), control("dead-zone: 1"),
            control("smoothing: -1"), control("feedback: { on: 16384 }"),
            control("send: { cc: 128 }"), control("send: { cc: 1, note: 2 }"),
            control("send: { cc: 40, bits: 14 }"), control("send: { cc: 1, bits: 8 }"),
            control("send: { bend: false }"), control("send: { sysex: \"F0 80 F7\" }"),
            control("send: { cc: 1, encoder: twos }"), control("kind: slider"),
            control("feedback: { style: ring }"), control("midi: { cc: 1 }"),
            control("midi: { output: a }"), control("midi: { output: a, cc: 1, note: 2 }"),
            control("midi: { output: a, cc: 1, values: [1] }"),
            control("midi: { output: a, sysex: F0 80 F7 }"),
            control("osc: { output: a }"), control("osc: { output: a, address: x }"),
            control("osc: { output: a, address: /x, arguments: value }"),
            control("targets: [ {} ]"), control("targets: [ { parameter: a, switch: b } ]"),
            control("targets: [ { switch: b, send: { cc: 1 } } ]"),
            control("acceleration: 101"), controller("kind: knob", "kind: knob, shows: light"),
            manifest(rules, "[[output]]\nname = \"a\"\n" + rules),
            manifest(rules, "[[output]]\nname = \"a\"\nosc = \"h:1\"\n" + rules),
            manifest(rules, "[[output]]\nname = \"a\"\nport = \"b\"\nrate = \"fast\"\n" + rules),
            manifest(
                "output = \"outputs/runtime\"",
                "output = \"outputs/runtime\"\nparameters = { preset = \"ardour\" }"),
            controller("profile: 1", "profile: 2"), controller("bank-size: 8", "bank-size: 0"),
            controller("kind: knob", "kind: knbo"), controller("model: Desk\n", ""),
            controller("send: { cc: 16 }", "send: { channel: 1 }"),
            controller("send: { cc: 16 }", "send: { cc: x }"),
            controller("bank-size: 8", "banksize: 8"),
            manifest("schema = 1", "schema = 2"), manifest("[workspace]", "[workspaces]"),
            manifest("target = \"ardour\"", "target = \"ardor\""),
            manifest("slot = 1", "slot = 0"), manifest("version = \"7.3\"", "version = 7.3"),
            manifest("output = \"outputs/ardour\"", "output = \"../ardour\""),
            manifest("output = \"outputs/ardour\"", ""),
            manifest("output = \"outputs/runtime\"", "output = \"outputs/runtime\"\nslot = 2"),
            manifest("descriptors =", "descriptor ="),
            manifest("descriptors =", "format = \"lv2\"\ndescriptors ="),
            manifest(rules, "[rules]\n\"map.unknown-parametr\" = \"off\"\n" + rules),
            manifest(rules, "[rules]\n\"map.unknown-parameter\" = \"of\"\n" + rules),
            manifest(rules, "[cache]\nlimit_mb = 1\n" + rules),
            manifest(rules, "[cache]\nshared = \"here\"\n" + rules),
            manifest(rules, "[[task]]\nname = \"a b\"\ncommand = \"true\"\n" + rules),
            manifest(rules, "[[task]]\nname = \"a\"\ncommand = []\n" + rules),
            manifest(rules, "[[task]]\nname = \"a\"\ncommand = \"true\"\ninput = \"b\"\n" + rules),
            descriptor("\"format\": \"LV2\"", "\"format\": \"AU\""),
            descriptor("\"min\": 0, \"max\": 1,", "\"min\": \"0\", \"max\": 1,"),
            descriptor("\"type\": \"continuous\"", "\"type\": \"smooth\""),
            descriptor("\"symbol\": \"level\"", "\"symbl\": \"level\""),
        ]
    }()
}
