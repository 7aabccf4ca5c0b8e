import Glibc
import Testing

/// What the system refuses: permissions, read-only places, a full disk, few descriptors.
@Suite struct RefusingDiskTests {
    private static let nobody: [String] = [
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
    ]
    private static let isRoot = getuid() == 0

    private func give(_ folder: String) {
        chown(folder, 65534, 65534)
        for entry in entries(of: folder) {
            let path = folder + "/" + entry.name
            if entry.isFolder { give(path) } else { chown(path, 65534, 65534) }
        }
    }

    @Test(.enabled(if: isRoot, "needs another user"))
    func `a file that may not be read is told, and everything else is built`() {
        let studio = TinyStudio.workspace()
        give(studio.root)
        chmod(studio.root + "/inputs/maps/tone.yaml", 0)
        let result = studio.run("build", under: Self.nobody)
        #expect(result.status == 4, "\(result.messages)")
        #expect(result.messages.contains("cannot read inputs/maps/tone.yaml: permission denied"))
        #expect(studio.exists("outputs/resolved/gain.json"), "\(result.messages)")
        chmod(studio.root + "/inputs/maps/tone.yaml", 0o644)
        #expect(studio.run("build", under: Self.nobody).status == 0)
        #expect(studio.tree("outputs").keys.sorted() == TinyStudio.outputs)
    }

    @Test(.enabled(if: isRoot, "needs another user"))
    func `a folder that may not be read keeps what was made from it`() {
        let studio = TinyStudio.workspace()
        give(studio.root)
        studio.run("build", under: Self.nobody)
        let good = studio.tree("outputs")
        chmod(studio.root + "/inputs/maps", 0)
        let result = studio.run("build", under: Self.nobody)
        #expect(result.status == 4 || result.status == 1, "\(result.messages)")
        #expect(result.messages.contains("inputs/maps: permission denied"), "\(result.messages)")
        #expect(studio.tree("outputs") == good)
        chmod(studio.root + "/inputs/maps", 0o755)
        #expect(studio.run("build", under: Self.nobody).status == 0)
        #expect(studio.tree("outputs") == good)
    }

    @Test(.enabled(if: isRoot, "needs another user"))
    func `a workspace that may not be written is told in one line`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("build", under: Self.nobody)
        #expect(result.status == 1)
        #expect(result.messages.contains("permission denied"), "\(result.messages)")
        #expect(result.messages.split(separator: "\n").count == 1)
    }

    @Test(.enabled(if: isRoot, "needs another user"))
    func `an output folder that may not be written fails its nodes only`() {
        let studio = TinyStudio.workspace()
        give(studio.root)
        studio.run("build", under: Self.nobody)
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        chown(studio.root + "/outputs/resolved", 0, 0)
        let result = studio.run("build", under: Self.nobody)
        #expect(result.status == 6, "\(result.messages)")
        #expect(
            result.messages.contains("cannot write outputs/resolved/gain.json: permission denied"))
        #expect(studio.text("outputs/ardour/acme-desk.map")?.contains("ctl=\"18\"") ?? false)
        chown(studio.root + "/outputs/resolved", 65534, 65534)
        #expect(studio.run("build", under: Self.nobody).status == 0)
    }

    /// Runs a script in a private name space, where `full` is a small disk with the workspace's
    /// files; `$P` is the program.
    private func onSmallDisk(_ studio: ProgramWorkspace, _ script: String) -> ProgramResult {
        mkdir(studio.root + "/full", 0o755)
        studio.environment["P"] = Programs.path("pipeline")
        let head = """
            mount -t tmpfs -o size=1m none full && cp -r pipeline.toml inputs full/ && cd full || exit 99

            """
        return studio.runCommand(["unshare", "-m", "sh", "-c", head + script])
    }

    @Test(.enabled(if: isRoot, "needs a private name space"))
    func `a full disk is told, and once there is room the build completes`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let good = studio.tree("outputs")
        for left in ["0", "4", "8", "12", "16", "20", "24", "32", "40", "48", "56"] {
            let result = onSmallDisk(
                studio,
                """
                dd if=/dev/zero of=fill bs=1k 2>/dev/null
                truncate -s -\(left)k fill
                $P build >&2; echo first $?
                $P build >/dev/null 2>&1
                rm fill
                $P build >&2; echo second $?
                $P build 2>&1 | head -c 14 >&2
                rm -rf ../outputs; cp -r outputs ../outputs
                """)
            let label = "\(left) KB left: \(result.output)\(result.messages)"
            #expect(result.output.contains("second 0"), "\(label)")
            #expect(result.messages.hasSuffix("nothing to do:"), "\(label)")
            #expect(studio.tree("outputs") == good, "\(label)")
            if !result.output.contains("first 0") {
                #expect(result.messages.contains("the disk is full"), "\(label)")
            }
        }
    }

    @Test(.enabled(if: isRoot, "needs a private name space"))
    func `with a read-only cache questions are answered, and a build says what it needs`() {
        let studio = TinyStudio.workspace()
        let result = onSmallDisk(
            studio,
            """
            $P build >&2; sed -i 's/id: knob-2/id: knob-3/' inputs/maps/gain.yaml
            mount --bind .cache .cache && mount -o remount,ro,bind .cache || exit 98
            $P status >/dev/null; echo status $?
            $P explain validate:inputs/maps/gain.yaml; echo explain $?
            $P build --dry-run; echo dry-run $?
            $P build; echo build $?
            """)
        #expect(result.output.contains("status 0"), "\(result.messages)")
        #expect(result.output.contains("explain 0"), "\(result.messages)")
        #expect(result.output.contains("dry-run 0"), "\(result.messages)")
        #expect(result.output.contains("validate:inputs/maps/gain.yaml"))
        #expect(result.output.hasSuffix("build 1\n"), "\(result.messages)")
        #expect(result.messages.contains("a build keeps there what it made"))
    }

    @Test(.enabled(if: isRoot, "needs a private name space"))
    func `a read-only workspace is told in one line`() {
        let studio = TinyStudio.workspace()
        let result = onSmallDisk(studio, "mount -o remount,ro . && $P build; echo first $?")
        #expect(result.output.contains("first 1"), "\(result.messages)")
        #expect(
            result.messages.contains("it lies on a read-only file system"), "\(result.messages)")
    }

    @Test(.enabled(if: isRoot, "needs a private name space"))
    func `questions about a read-only workspace are answered`() {
        let studio = TinyStudio.workspace()
        let result = onSmallDisk(
            studio,
            """
            $P build >/dev/null 2>&1
            mount -o remount,ro .
            $P status >&2; echo status $?
            $P maps list >/dev/null; echo maps $?
            $P explain manifest >/dev/null; echo explain $?
            """)
        #expect(result.output == "status 0\nmaps 0\nexplain 0\n", "\(result.messages)")
        #expect(!result.messages.contains("read-only"), "\(result.messages)")
    }

    @Test func `more folders than a process may open at once are all looked at`() {
        let studio = ProgramWorkspace(LargeStudio(count: 2).files)
        for number in 0..<400 {
            // Templates of different devices: nothing to warn of.
            studio.put(
                "inputs/maps/f\(number)/m.yaml",
                TinyStudio.base.replacing("name: Base", with: "name: Base \(number)")
                    .replacing("acme/desk", with: "acme/desk-0"))
        }
        let limit = ["prlimit", "--nofile=160:160"]
        let first = studio.run("build", under: limit)
        #expect(first.status == 0, "\(first.messages.prefix(500))")
        studio.run("build", under: limit)
        let third = studio.run("build", under: limit)
        #expect(third.messages.contains("nothing to do: "), "\(third.messages.suffix(300))")
    }
}
