import FileWatching
import Glibc
import Testing

/// A folder of its own, watched.
private final class WatchedPlace {
    let root: String
    let watch: FolderWatch

    init() {
        var template = Array("/tmp/pipeline-watch-XXXXXX".utf8CString)
        root = (mkdtemp(&template).map { String(cString: $0) } ?? "/tmp/none") + "/root"
        mkdir(root, 0o755)
        watch = FolderWatch(root: root)
    }

    deinit { _ = system("rm -rf '\(root.dropLast("/root".count))'") }

    /// Runs shell words in the root; everything has happened when this returns.
    func run(_ words: String) {
        _ = system("cd '\(root)' 2>/dev/null; \(words)")
    }

    /// The events of some shell words.
    func events(of words: String) -> [FolderEvent] {
        run(words)
        return watch.events()
    }
}

@Suite struct FolderWatchTests {
    private let place = WatchedPlace()

    @Test func `a file written in place is saved when it is closed`() {
        _ = place.watch.want([""])
        place.run("echo 1 > a")
        _ = place.watch.events()
        let found = place.events(of: "echo 2 > a")
        #expect(found.last == FolderEvent(.saved(isNewName: false), "a"))
        #expect(found.dropLast().allSatisfy { $0 == FolderEvent(.touched, "a") })
    }

    @Test func `a file renamed into place is saved under a new name`() {
        place.run("mkdir maps; echo 1 > maps/a")
        _ = place.watch.want(["maps"])
        let found = place.events(of: "echo 2 > maps/t; mv maps/t maps/a")
        #expect(found.last == FolderEvent(.saved(isNewName: true), "maps/a"))
    }

    @Test func `reading gives no event`() {
        place.run("echo 1 > a")
        _ = place.watch.want([""])
        #expect(place.events(of: "cat a >/dev/null; ls >/dev/null").isEmpty)
    }

    @Test func `a folder that is not there yet is noticed when it comes, and then watched`() {
        #expect(place.watch.want(["maps/deep"]).isEmpty)
        let found = place.events(of: "mkdir -p maps/deep")
        #expect(found.contains(FolderEvent(.tree, "maps")))
        let later = place.events(of: "echo 1 > maps/deep/a")
        #expect(later.last == FolderEvent(.saved(isNewName: false), "maps/deep/a"))
    }

    @Test func `a folder that is replaced is watched in its new form`() {
        place.run("mkdir maps other")
        _ = place.watch.want(["maps"])
        let found = place.events(of: "mv maps old; mv other maps")
        #expect(found.contains(FolderEvent(.tree, "maps")))
        #expect(place.events(of: "echo 1 > old/a").allSatisfy { $0.path != "maps/a" })
        let later = place.events(of: "echo 1 > maps/b")
        #expect(later.last == FolderEvent(.saved(isNewName: false), "maps/b"))
    }

    @Test func `a folder above that is renamed takes what is below along`() {
        place.run("mkdir -p a/b/c")
        _ = place.watch.want(["a/b/c"])
        let found = place.events(of: "mv a z")
        #expect(found.contains(FolderEvent(.tree, "a")))
        #expect(place.events(of: "echo 1 > z/b/c/x").isEmpty)
    }

    @Test func `a removed folder that comes back is watched again`() {
        place.run("mkdir maps")
        _ = place.watch.want(["maps"])
        _ = place.events(of: "rm -r maps; mkdir maps")
        let found = place.events(of: "echo 1 > maps/a")
        #expect(found.last == FolderEvent(.saved(isNewName: false), "maps/a"))
    }

    @Test(arguments: ["rm -r ../root", "mv ../root ../moved"])
    func `the root that goes is told`(words: String) {
        _ = place.watch.want([""])
        #expect(place.events(of: words).contains(FolderEvent(.rootGone, "")))
    }

    @Test func `a save of what a link leads to is told as the link's`() {
        place.run(
            "mkdir maps ../elsewhere; echo 1 > ../elsewhere/a; ln -s ../../elsewhere/a maps/l")
        _ = place.watch.want(["maps"])
        let found = place.events(of: "echo 2 > ../elsewhere/a")
        #expect(found.contains(FolderEvent(.saved(isNewName: false), "maps/l")))
    }

    @Test func `a folder watched through a link is watched under its own name and the link's`() {
        place.run("mkdir real; ln -s real link")
        #expect(Set(place.watch.want(["real", "link"])) == ["real", "link"])
        let found = Set(place.events(of: "echo 1 > real/a").map(\.path))
        #expect(found == ["real/a", "link/a"])
    }

    @Test func `a link to a folder that is turned elsewhere is noticed`() {
        place.run("mkdir one two; ln -s one link")
        _ = place.watch.want(["link"])
        let found = place.events(of: "ln -sfn two link")
        #expect(found.contains(FolderEvent(.tree, "link")))
        let later = place.events(of: "echo 1 > two/a")
        #expect(later.last == FolderEvent(.saved(isNewName: false), "link/a"))
    }

    @Test func `a folder outside the root goes by its absolute path`() {
        place.run("mkdir ../outside")
        let outside = String(place.root.dropLast("root".count)) + "outside"
        _ = place.watch.want([outside])
        let found = place.events(of: "echo 1 > ../outside/a")
        #expect(found.last == FolderEvent(.saved(isNewName: false), outside + "/a"))
    }

    @Test func `a queue that runs over is told, and watching goes on`() {
        place.run("mkdir maps; touch maps/a maps/b")
        _ = place.watch.want(["maps"])
        let limit = Int(text(of: "/proc/sys/fs/inotify/max_queued_events")) ?? 16384
        for _ in 0...limit / 2 {
            // Equal events one after another are told once, so two names take turns.
            for name in ["a", "b"] { utimensat(AT_FDCWD, "\(place.root)/maps/\(name)", nil, 0) }
        }
        #expect(place.watch.events().contains(FolderEvent(.overflow, "")))
        let later = place.events(of: "echo 1 > maps/a")
        #expect(later.last == FolderEvent(.saved(isNewName: false), "maps/a"))
    }

    private func text(of path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 64)
        guard fgets(&buffer, 64, file) != nil else { return "" }
        return buffer.filter { $0 >= 48 && $0 <= 57 }.map { String($0 - 48) }.joined()
    }
}
