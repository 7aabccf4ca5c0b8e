import Glibc
import Synchronization
import Testing

@testable import ContentStore

/// What a folder holds, so exactly that two states can be compared.
private struct Tree: Equatable, CustomStringConvertible {
    private var lines: [String] = []

    init(_ folder: String) { add(folder, "") }

    private mutating func add(_ folder: String, _ prefix: String) {
        guard let disk = try? Disk(root: folder),
            let entries = (try? disk.list("."))?.entries
        else { return }
        for entry in entries {
            let path = folder + "/" + entry.name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            let name = prefix + entry.name
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                lines.append("\(name)/")
                add(path, name + "/")
            case S_IFLNK:
                var target = [CChar](repeating: 0, count: 4096)
                let count = max(0, readlink(path, &target, 4095))
                lines.append("\(name) -> \(target[..<count])")
            default:
                let bytes = (try? disk.read(entry.name))?.bytes ?? []
                let time = "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
                lines.append("\(name) \(status.st_mode) \(time) \(bytes)")
            }
        }
    }

    var description: String { lines.joined(separator: "\n") }
}

/// A user's configuration, into whose folder `app/maps` is installed.
private final class Home {
    let root: String
    var folder: String { root + "/app/maps" }
    static let workspace = "/home/me/studio"

    init(makingFolder: Bool = true) {
        var template = Array("/tmp/pipeline-install-XXXXXX".utf8CString)
        root = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp/pipeline-no-folder"
        if makingFolder {
            mkdir(root + "/app", 0o755)
            mkdir(folder, 0o755)
        }
    }

    deinit { try? Disk(root: "/tmp").removeTree(String(root.dropFirst(5))) }

    func put(_ name: String, _ text: String, mode: mode_t = 0o644, age: Int = 5000) {
        let file = open(folder + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, mode)
        write(file, text, text.utf8.count)
        fchmod(file, mode)
        var times = [timespec(tv_sec: age, tv_nsec: 123), timespec(tv_sec: age, tv_nsec: 456)]
        futimens(file, &times)
        close(file)
    }

    func text(_ name: String) -> String? {
        guard let disk = try? Disk(root: root), let found = try? disk.read("app/maps/" + name)
        else { return nil }
        return String(decoding: found.bytes, as: UTF8.self)
    }

    var tree: Tree { Tree(root) }

    @discardableResult
    func install(
        _ files: [String: String], owner: String = Home.workspace, force: Bool = false,
        killer: Killer = Killer()
    ) throws -> [InstallationChange] {
        let wanted = files.sorted { $0.key < $1.key }
            .map { FileToInstall(name: $0.key, bytes: Array($0.value.utf8)) }
        try InstallationPlace(folder, faults: killer.fault).make()
        let place = try InstallationPlace(folder, faults: killer.fault)
        var installed = try #require(try place.folder())
        let plan = try installed.plan(
            installing: wanted, owner: owner, force: force, isGone: { _ in false })
        try installed.apply(plan, files: wanted, owner: owner)
        try place.clear()
        return plan
    }

    @discardableResult
    func uninstall(
        owner: String? = Home.workspace, force: Bool = false, killer: Killer = Killer()
    ) throws -> [InstallationChange] {
        let place = try InstallationPlace(folder, faults: killer.fault)
        var plan: [InstallationChange] = []
        if var installed = try place.folder() {
            plan = try installed.plan(uninstallingFor: owner, force: force)
            try installed.apply(plan, files: [], owner: owner ?? "")
        }
        try place.clear()
        return plan
    }
}

/// Ends a run before a certain step, as kill -9 would.
private final class Killer: Sendable {
    private let left: Atomic<Int>

    /// - Parameter steps: how many are made.
    init(after steps: Int = .max) { left = Atomic(steps) }

    /// Refuses every change once the steps are used up; what only looks passes.
    var fault: DiskFaults {
        { [self] operation, _ in
            switch operation {
            case .write, .rename, .remove, .makeFolder:
                left.subtract(1, ordering: .relaxed).oldValue <= 0 ? ECANCELED : 0
            default: 0
            }
        }
    }

    /// Whether a run ended before it was killed.
    static func survives(_ run: (Killer) throws -> Void, steps: Int) throws -> Bool {
        do {
            try run(Killer(after: steps))
            return true
        } catch InstallationError.file(let error) where error.code == ECANCELED {
            return false
        } catch let error as FileError where error.code == ECANCELED {
            return false
        }
    }
}

@Suite struct InstalledFolderTests {
    private let files = ["a.map": "alpha", "b.map": "beta"]

    @Test func `what stood there comes back with its mode, time and links`() throws {
        let home = Home()
        home.put("a.map", "mine", mode: 0o600)
        home.put("other.map", "theirs")
        symlink("/nowhere", home.folder + "/b.map")
        let before = home.tree
        try home.install(files)
        #expect(home.text("a.map") == "alpha")
        #expect(home.text("b.map") == "beta")
        #expect(home.text("other.map") == "theirs")
        try home.uninstall()
        #expect(home.tree == before)
    }

    @Test func `folders that were missing are made, and go again when nothing else is in them`()
        throws
    {
        let home = Home(makingFolder: false)
        let before = home.tree
        try home.install(files)
        #expect(home.text("a.map") == "alpha")
        try home.uninstall()
        #expect(home.tree == before)
        try home.install(files)
        home.put("own.map", "mine")
        try home.uninstall()
        #expect(home.text("own.map") == "mine")
        #expect(home.text("a.map") == nil)
    }

    @Test func `a run killed at any step leaves what the next one completes or takes back`() throws
    {
        for startsEmpty in [false, true] {
            var steps = 0
            while true {
                let (one, other) = (
                    Home(makingFolder: !startsEmpty), Home(makingFolder: !startsEmpty)
                )
                for home in [one, other] where !startsEmpty {
                    home.put("a.map", "mine", mode: 0o640)
                }
                let before = one.tree
                let survived = try Killer.survives(
                    { try one.install(files, killer: $0) }, steps: steps)
                _ = try Killer.survives({ try other.install(files, killer: $0) }, steps: steps)
                try one.uninstall()
                #expect(one.tree == before, "killed after \(steps) steps, uninstalled")
                try other.install(files)
                #expect(other.text("a.map") == "alpha")
                #expect(other.text("b.map") == "beta")
                try other.uninstall()
                #expect(other.tree == before, "killed after \(steps) steps, installed again")
                if survived { break }
                steps += 1
            }
            #expect(steps > 8)
        }
    }

    @Test func `an update killed at any step is completed or taken back`() throws {
        let new = ["a.map": "alpha two", "c.map": "gamma"]
        var steps = 0
        while true {
            let home = Home()
            home.put("b.map", "mine", mode: 0o640)
            let before = home.tree
            try home.install(files)
            let survived = try Killer.survives(
                { try home.install(new, killer: $0) }, steps: steps)
            if steps % 2 == 1 {
                try home.install(new)
                #expect(home.text("a.map") == "alpha two")
                #expect(home.text("b.map") == "mine")
                #expect(home.text("c.map") == "gamma")
            }
            try home.uninstall()
            #expect(home.tree == before, "killed after \(steps) steps")
            if survived { break }
            steps += 1
        }
        #expect(steps > 6)
    }

    @Test func `an uninstallation killed at any step is completed by the next`() throws {
        for startsEmpty in [false, true] {
            var steps = 0
            while true {
                let home = Home(makingFolder: !startsEmpty)
                if !startsEmpty { home.put("a.map", "mine", mode: 0o640) }
                let before = home.tree
                try home.install(files)
                let survived = try Killer.survives(
                    { try home.uninstall(killer: $0) }, steps: steps)
                try home.uninstall()
                #expect(home.tree == before, "killed after \(steps) steps")
                if survived { break }
                steps += 1
            }
            #expect(steps > 6)
        }
    }

    @Test func `an edited file stays unless forced, and is then kept beside`() throws {
        let home = Home()
        home.put("a.map", "mine")
        try home.install(files)
        home.put("a.map", "edited")
        let new = ["a.map": "alpha two", "b.map": "beta"]
        #expect(try home.install(new).first?.kind == .refuse(.edited))
        #expect(try home.uninstall().first?.kind == .refuse(.edited))
        #expect(home.text("a.map") == "edited")
        try home.install(new, force: true)
        #expect(home.text("a.map") == "alpha two")
        #expect(home.text("a.map.edited") == "edited")
        home.put("a.map", "edited again")
        try home.uninstall(force: true)
        #expect(home.text("a.map") == "mine")
        #expect(home.text("a.map.edited-2") == "edited again")
        #expect(home.text("b.map") == nil)
    }

    @Test func `files not wanted any more go, and only while they are ours`() throws {
        let home = Home()
        try home.install(["a.map": "alpha", "b.map": "beta", "c.map": "gamma"])
        home.put("b.map", "edited")
        let plan = try home.install(["c.map": "gamma"])
        #expect(plan.map(\.kind) == [.remove, .refuse(.edited), .keep])
        #expect(home.text("a.map") == nil)
        #expect(home.text("b.map") == "edited")
    }

    @Test func `two workspaces do not fight over one folder`() throws {
        let home = Home()
        let before = home.tree
        try home.install(files)
        let plan = try home.install(["a.map": "theirs", "z.map": "zeta"], owner: "/other")
        #expect(plan.map(\.kind) == [.refuse(.ofAnother(Home.workspace)), .add])
        #expect(home.text("a.map") == "alpha")
        try home.uninstall()
        #expect(home.text("a.map") == nil)
        #expect(home.text("z.map") == "zeta")
        try home.uninstall(owner: "/other")
        #expect(home.tree == before)
    }

    @Test func `an equal file of the user's is left as it is, also by the uninstallation`() throws {
        let home = Home()
        home.put("a.map", "alpha", mode: 0o600)
        let before = home.tree
        #expect(try home.install(files).first?.kind == .leaveEqual)
        try home.uninstall()
        #expect(home.tree == before)
    }

    @Test func `a folder in a file's place is refused`() throws {
        let home = Home()
        mkdir(home.folder + "/a.map", 0o755)
        #expect(try home.install(files, force: true).first?.kind == .refuse(.notAFile))
    }

    @Test func `installing again changes nothing`() throws {
        let home = Home()
        try home.install(files)
        let after = home.tree
        #expect(try home.install(files).map(\.kind) == [.keep, .keep])
        #expect(home.tree == after)
    }

    @Test func `a damaged record is told, and nothing is touched`() throws {
        let home = Home()
        try home.install(files)
        let record = home.folder + "/.pipeline/installed"
        let bytes = try #require(try Disk(root: "/").read(record)?.bytes)
        for offset in stride(from: 0, to: bytes.count, by: 7) {
            var damaged = bytes
            damaged[offset] ^= 1
            let file = open(record, O_WRONLY | O_TRUNC)
            write(file, damaged, damaged.count)
            close(file)
            let before = home.tree
            #expect(throws: InstallationError.damagedRecord(path: record)) {
                try home.uninstall()
            }
            #expect(home.tree == before)
        }
    }

    @Test func `a record comes back from its bytes, whatever the names`() {
        var record = InstallationRecord()
        record.madeFolders = 2
        record.files["tab\there\\n.map"] = InstallationRecord.File(
            owner: "/line\nbreak", digests: [.init(high: 1, low: 2), .init(high: 3, low: 4)],
            backup: ".pipeline/backups/x")
        record.files["plain.map"] = InstallationRecord.File(owner: "/w", digests: [], backup: nil)
        #expect(InstallationRecord(bytes: record.bytes) == record)
    }
}
