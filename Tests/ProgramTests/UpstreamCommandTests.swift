import Glibc
import Testing

/// The commands and options of audio-control's twelve scripts, under their names.
@Suite struct UpstreamCommandTests {
    /// A workspace that was built once, for a user with one Ardour, whose folders are temporary.
    private func studio() -> ProgramWorkspace {
        let studio = TinyStudio.workspace()
        let config = (studio.environment["HOME"] ?? "") + "/config"
        mkdir(config, 0o755)
        mkdir(config + "/ardour7", 0o755)
        studio.environment["XDG_CONFIG_HOME"] = config
        studio.run("build")
        return studio
    }

    private func installed(_ studio: ProgramWorkspace) -> [UInt8]? {
        fileBytes(
            (studio.environment["XDG_CONFIG_HOME"] ?? "") + "/ardour7/midi_maps/acme-desk.map")
    }

    /// What may be typed, and part of what standard output then says.
    static let accepted: [(line: String, said: String)] = [
        ("plugins:extract", ""), ("plugins:extract:force", ""),
        ("plugins:extract --force --format json", "\"exitCode\": 0"),
        ("plugins:extract --output copies", ""), ("plugins:extract --profile", ""),
        ("plugins:extract -h", "--output"),
        ("plugins:list --format table", "2 plugins"),
        ("plugins:list --format json --cached", "http://example.org/gain"),
        ("plugins:list --format simple --type all", "http://example.org/tone"),
        ("plugins:list --type vst3", "0 plugins"), ("plugins:list --type vst", "0 plugins"),
        ("plugins:list -h", "--cached"),
        ("plugins:health", "no problems"), ("plugins:health -v --fix", "no problems"),
        ("maps:validate inputs/maps --check-plugins --strict -v", "inputs/maps/gain.yaml"),
        ("maps:validate inputs/maps --cross-validate --detailed", "inputs/maps/gain.yaml"),
        ("maps:validate --descriptors-dir inputs/descriptors --no-warnings --health-score", "1.00"),
        ("maps:validate --max-file-size 1048576 --format json", "\"averageScore\": 1"),
        ("maps:list inputs/maps --format csv", "name,device,manufacturer"),
        ("maps:list --format json --manufacturer acme --model desk --plugin gain", "Gain on Desk"),
        ("maps:list --mapped-only --sort-by controls --sort-order desc", "Tone on Desk"),
        ("maps:list --group-by manufacturer --verbose", "manufacturer: Acme"),
        ("maps:list --tags a,b --sort-by date --format table", "0 maps"),
        ("maps:check inputs/maps --plugin-descriptors inputs/descriptors", "3 maps checked"),
        ("maps:check --no-plugin-check --min-score 0.1 --no-recommendations", "3 maps checked"),
        ("maps:check --score-threshold 0.1 --failed-only --format detailed", "3 maps checked"),
        ("maps:check --format json", "\"score\""),
        ("daw:generate -t ardour -i inputs/maps -o copies", ""),
        ("daw:generate --target all --force --parallel 2", ""),
        ("daw:generate --install", "acme-desk.map"), ("daw:generate:ardour", ""),
        ("daw:generate:ardour:install", "acme-desk.map"),
        ("daw:list", "outputs/ardour/acme-desk.map"),
        ("daw:list --status -t ardour --format json", "\"installed\": \"7: "),
        ("daw:list --format simple", "outputs/ardour/acme-desk.map\tardour"),
        ("workflow:complete", "Plugin interrogation"),
        ("workflow:complete -t ardour --force --skip-validation", "DAW generation"),
        ("workflow:complete --install", "acme-desk.map"),
        ("workflow:complete --performance --continue-on-error", "Canonical mapping"),
        ("workflow:complete --profile --report=json", "\"phases\""),
        ("workflow:complete --dry-run", "nothing to do"),
        ("workflow:health", "no problems"),
        ("workflow:health -v --fix --format json", "\"healthy\": true"),
        ("workflow:health --performance", "targets (medians)"),
        ("workflow:health --memory --detailed", "memory"),
        ("workflow:health --cache --stats", "look-up"),
        ("cache:stats", "look-up"), ("cache:clear", ""), ("maps:migrate --dry-run", ""),
    ]

    @Test(arguments: accepted)
    func `a command of the twelve scripts does its work`(line: String, said: String) {
        let studio = studio()
        let result = studio.run(line.split(separator: " ").map(String.init))
        #expect(result.status == 0, "\(line): \(result.messages)")
        #expect(said.isEmpty || result.output.contains(said), "\(line): \(result.output)")
    }

    static let refused: [(line: String, why: String)] = [
        ("plugins:list --type au", "no Audio Units on Linux; formats here are lv2"),
        ("plugins:list --type aax", "no AAX plugins on Linux"),
        ("plugins:extract --format yaml", "'yaml' is invalid for '--format"),
        ("daw:generate -t ableton", "targets that can be generated: "),
        ("daw:generate -t reaper", "targets that can be generated: "),
        ("workflow:complete -t reaper", "targets that can be generated: "),
        ("workflow:complete -t runtime --install", "only maps for Ardour can be installed"),
        ("workflow:complete --install --dry-run", "--dry-run installs nothing"),
        ("workflow:health --performance --watch --fix", "--watch and --fix exclude each other"),
    ]

    @Test(arguments: refused)
    func `what can mean nothing here is refused with the reason`(line: String, why: String) {
        let studio = studio()
        let result = studio.run(line.split(separator: " ").map(String.init))
        #expect(result.status == 2, "\(line): \(result.messages)")
        #expect(result.messages.contains(why), "\(line): \(result.messages)")
        #expect(installed(studio) == nil)
    }

    @Test func `a complete workflow installs as 'daw install' does, and counts it as a phase`() {
        let studio = studio()
        let result = studio.run("workflow:complete", "--install", "--format", "json")
        #expect(result.status == 0, "\(result.messages)")
        #expect(installed(studio) == studio.bytes("outputs/ardour/acme-desk.map"))
        let page = JSONObject(result.output)
        #expect(page.objects("installation").first?["action"] as? String == "add")
        let rows = page.objects("phases").flatMap { $0["rows"] as? [[String: Any]] ?? [] }
        let row = rows.first { $0["name"] as? String == "installation" }
        #expect(row?["executed"] as? Int == 1)
        #expect(studio.run("daw", "status", "--format", "text").output.contains("\tinstalled\t"))
    }

    @Test func `with errors a complete workflow installs nothing and says so`() {
        let studio = studio()
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: drove")
        let result = studio.run("workflow:complete", "--install")
        #expect(result.status == 4)
        #expect(result.messages.contains("nothing is installed because of the errors"))
        #expect(installed(studio) == nil)
    }

    @Test func `a dry run of the workflow changes nothing`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("workflow:complete", "--dry-run")
        #expect(result.status == 0, "\(result.messages)")
        #expect(result.output.contains("would run"))
        #expect(!studio.exists("outputs"))
    }

    @Test func `health --fix writes again what is missing or edited`() {
        let studio = studio()
        let good = studio.bytes("outputs/resolved/gain.json")
        studio.remove("outputs/runtime/tone.json")
        studio.put("outputs/resolved/gain.json", "mine\n")
        let result = studio.run("workflow:health", "--fix")
        #expect(result.output.hasSuffix("\nno problems\n"), "\(result.output)")
        #expect(studio.exists("outputs/runtime/tone.json"))
        #expect(studio.bytes("outputs/resolved/gain.json") == good)
    }

    @Test(.enabled(if: InstalledPlugins.haveMDA))
    func `extracted descriptors are copied where the user wants, but not over other files`() {
        let studio = InstalledPlugins.workspace()
        let name = "copies/lv2-drobilla.net-plugins-mda-Leslie.json"
        studio.put(name, "mine\n")
        let command = ["plugins:extract", "*mda/Leslie", "--output", "copies"]
        let refused = studio.run(command)
        #expect(refused.status == 1)
        #expect(refused.messages.contains("--force replaces them"))
        #expect(studio.text(name) == "mine\n")
        #expect(studio.run(command + ["--force"]).status == 0)
        #expect(studio.text(name)?.contains("\"symbol\": \"speed\"") == true)
    }
}
