import Glibc
import Testing

/// `daw install`, `uninstall` and `status` on a home folder of their own.
@Suite struct DAWInstallCommandTests {
    private let name = "acme-desk.map"

    /// A studio whose user has some versions of Ardour.
    private func studio(_ majors: [Int], config: String = ".config") -> ProgramWorkspace {
        let studio = TinyStudio.workspace()
        let home = studio.environment["HOME"] ?? ""
        for part in [config] + majors.map({ "\(config)/ardour\($0)" }) {
            mkdir(home + "/" + part, 0o755)
        }
        return studio
    }

    private func folder(_ studio: ProgramWorkspace, _ major: Int) -> String {
        (studio.environment["HOME"] ?? "") + "/.config/ardour\(major)/midi_maps"
    }

    private func installed(_ studio: ProgramWorkspace, _ major: Int) -> [UInt8]? {
        fileBytes(folder(studio, major) + "/" + name)
    }

    /// Everything below the home folder, folders included.
    private func home(_ studio: ProgramWorkspace) -> [String] {
        studio.runCommand(["find", studio.environment["HOME"] ?? "", "-printf", "%p %m %y\\n"])
            .output.split(separator: "\n").map(String.init).sorted()
    }

    private func put(_ text: String, _ path: String) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        write(file, text, text.utf8.count)
        close(file)
    }

    @Test func `maps go into every Ardour that is found, and go again without a trace`() {
        let studio = studio([7, 8, 5])
        let before = home(studio)
        let result = studio.run("daw", "install")
        #expect(result.status == 0, "\(result.messages)")
        #expect(installed(studio, 7) == studio.bytes("outputs/ardour/acme-desk.map"))
        #expect(installed(studio, 8) == installed(studio, 7))
        #expect(access(folder(studio, 5), F_OK) != 0)
        #expect(result.messages.contains("tick \"Motorised\""))
        #expect(result.messages.contains("Acme Desk"))
        #expect(studio.run("daw", "uninstall").status == 0)
        #expect(home(studio) == before)
    }

    @Test func `the folder of XDG_CONFIG_HOME is honoured, and may be a link`() {
        let studio = studio([7])
        let place = (studio.environment["HOME"] ?? "") + "/elsewhere"
        mkdir(place, 0o755)
        mkdir(place + "/real", 0o755)
        symlink(place + "/real", place + "/ardour8")
        studio.environment["XDG_CONFIG_HOME"] = place
        #expect(studio.run("daw", "install").status == 0)
        #expect(access(place + "/real/midi_maps/" + name, F_OK) == 0)
        #expect(installed(studio, 7) == nil)
        #expect(studio.run("daw", "uninstall").status == 0)
        #expect(access(place + "/real/midi_maps", F_OK) != 0)
    }

    @Test func `without any Ardour it says what was looked for, and where`() {
        let studio = studio([])
        let result = studio.run("daw", "install")
        #expect(result.status == 3)
        #expect(result.messages.contains("no Ardour was found"))
        #expect(result.messages.contains("/.config"))
        #expect(studio.run("daw", "install", "--version", "7,9").status == 0)
        #expect(installed(studio, 7) != nil)
        #expect(installed(studio, 9) != nil)
        #expect(studio.run("daw", "install", "--version", "4").status == 2)
    }

    @Test func `a dry run says what would happen and changes nothing`() {
        let studio = studio([7])
        studio.run("build")
        let before = home(studio)
        let rows = JSONObject.list(
            studio.run("daw", "install", "--dry-run", "--format", "json").output)
        #expect(rows.count == 1)
        #expect(rows.first?["action"] as? String == "add")
        #expect(rows.first?["version"] as? Int == 7)
        #expect(home(studio) == before)
        for (system, path) in [
            ("macos", "/Library/Preferences/Ardour7/midi_maps"),
            ("windows", "%LOCALAPPDATA%\\Ardour7\\midi_maps"),
        ] {
            let other = studio.run("daw", "install", "--platform", system, "--dry-run")
            #expect(other.output.contains(path), "\(other.output)\(other.messages)")
        }
        #expect(studio.run("daw", "install", "--platform", "macos").status == 2)
    }

    @Test func `a file of the user's comes back, and an edited map is not overwritten`() {
        let studio = studio([7])
        mkdir(folder(studio, 7), 0o755)
        let path = folder(studio, 7) + "/" + name
        put("mine", path)
        let before = home(studio)
        let first = studio.run("daw", "install", "--format", "json")
        #expect(first.status == 0)
        #expect(JSONObject.list(first.output).first?["action"] as? String == "replace")
        put("edited", path)
        let second = studio.run("daw", "install")
        #expect(second.status == 1)
        #expect(second.output.contains("refused"))
        #expect(fileBytes(path) == Array("edited".utf8))
        #expect(studio.run("daw", "install", "--force").status == 0)
        #expect(fileBytes(path + ".edited") == Array("edited".utf8))
        #expect(studio.run("daw", "uninstall").status == 0)
        #expect(fileBytes(path) == Array("mine".utf8))
        unlink(path + ".edited")
        #expect(home(studio) == before)
    }

    @Test func `the state of each map is shown, also in the list of files`() {
        let studio = studio([7])
        studio.run("build")
        func states() -> [String] {
            JSONObject.list(studio.run("daw", "status", "--format", "json").output)
                .compactMap { $0["state"] as? String }
        }
        #expect(states() == ["not installed"])
        studio.run("daw", "install")
        #expect(states() == ["installed"])
        let list = JSONObject.list(studio.run("daw", "list", "--status", "--format", "json").output)
        #expect(list.first?["installed"] as? String == "7: installed")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        studio.run("build")
        #expect(states() == ["outdated"])
        put("edited", folder(studio, 7) + "/" + name)
        #expect(states() == ["edited"])
    }

    @Test(arguments: [
        ["daw:generate:ardour:install"], ["daw", "generate", "-t", "ardour", "--install"],
    ])
    func `generating can install`(command: [String]) {
        let studio = studio([7])
        #expect(studio.start(command).wait().status == 0)
        #expect(installed(studio, 7) != nil)
    }

    @Test func `errors in maps keep anything from being installed, unless asked for`() {
        let studio = studio([7])
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: driv")
        #expect(studio.run("daw", "install").status == 4)
        #expect(installed(studio, 7) == nil)
        #expect(studio.run("daw", "install", "--no-generate").status == 0)
        #expect(installed(studio, 7) != nil)
    }

    @Test func `an installation killed at any moment is taken back whole`() {
        for milliseconds in [1, 3, 5, 8, 12, 20, 40] {
            let studio = studio([7])
            mkdir(folder(studio, 7), 0o755)
            put("mine", folder(studio, 7) + "/" + name)
            studio.run("build")
            let before = home(studio)
            let running = studio.start(["daw", "install", "--no-generate"])
            usleep(UInt32(milliseconds) * 1000)
            running.send(SIGKILL)
            running.wait()
            #expect(studio.run("daw", "uninstall").status == 0)
            #expect(home(studio) == before, "killed after \(milliseconds) ms")
            #expect(fileBytes(folder(studio, 7) + "/" + name) == Array("mine".utf8))
        }
    }
}
