import ContentDigest
import ContentStore
import Foundation
import TaskGraph
import Testing

/// A folder of its own, removed with it.
private final class Folder {
    let path = NSTemporaryDirectory() + "store-\(UUID().uuidString)"
    let disk: Disk

    init() throws {
        try FileManager.default.createDirectory(
            atPath: path + "/cache/temporary", withIntermediateDirectories: true)
        disk = try Disk(root: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func bytes(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path + "/" + name).map { Array($0) }
    }
}

@Suite struct ArtifactPackTests {
    private let small = Array("a small artifact".utf8)
    private let large = [UInt8](repeating: 7, count: ArtifactPack.largeSize + 1)

    @Test func `artifacts and accounts come back, before and after they are written`() throws {
        let folder = try Folder()
        var pack = try ArtifactPack(in: "cache", on: folder.disk)
        let places = [small, large].map { pack.append($0, digest: ContentDigest(of: $0)) }
        let account = pack.appendSealed([1, 2, 3])
        for _ in 0..<2 {
            #expect(pack.read(places[0], digest: ContentDigest(of: small)) == small)
            #expect(pack.read(places[1], digest: ContentDigest(of: large)) == large)
            #expect(pack.readSealed(account) == [1, 2, 3])
            try pack.flush()
            pack = try ArtifactPack(in: "cache", on: folder.disk)
        }
    }

    @Test func `equal artifacts are kept once`() throws {
        let folder = try Folder()
        let pack = try ArtifactPack(in: "cache", on: folder.disk)
        let bytes = [UInt8](repeating: 3, count: 2000)
        let first = pack.append(bytes, digest: ContentDigest(of: bytes))
        let size = pack.size
        #expect(pack.append(bytes, digest: ContentDigest(of: bytes)) == first)
        #expect(pack.size == size)
    }

    @Test func `every flipped bit and every cut counts as lost, never as other bytes`() throws {
        let folder = try Folder()
        let pack = try ArtifactPack(in: "cache", on: folder.disk)
        let place = pack.append(small, digest: ContentDigest(of: small))
        let account = pack.appendSealed(small)
        try pack.flush()
        let whole = try #require(folder.bytes("cache/pack"))
        for bit in 0..<whole.count * 8 {
            var spoiled = whole
            spoiled[bit / 8] ^= 1 << UInt8(bit % 8)
            try Data(spoiled).write(to: URL(fileURLWithPath: folder.path + "/cache/pack"))
            let read = try ArtifactPack(in: "cache", on: folder.disk)
            let artifact = read.read(place, digest: ContentDigest(of: small))
            let sealed = read.readSealed(account)
            #expect((artifact == nil) != (sealed == nil), "bit \(bit)")
            #expect(artifact ?? small == small && sealed ?? small == small, "bit \(bit)")
        }
        for length in 0..<whole.count {
            try Data(whole[..<length]).write(to: URL(fileURLWithPath: folder.path + "/cache/pack"))
            #expect(try ArtifactPack(in: "cache", on: folder.disk).readSealed(account) == nil)
        }
    }
}

@Suite struct DiskTests {
    @Test func `a file is replaced whole, with its mode, and missing folders are made`() throws {
        let folder = try Folder()
        for text in ["first", "second, longer"] {
            let identity = try folder.disk.replace(
                "a/b/file", with: Array(text.utf8), temporaryFolder: "cache/temporary",
                mode: 0o755)
            #expect(folder.bytes("a/b/file") == Array(text.utf8))
            #expect(identity.mode & 0o777 == 0o755)
            #expect(try folder.disk.identity(of: "a/b/file") == identity)
        }
        #expect(try folder.disk.list("cache/temporary")?.entries.isEmpty == true)
    }

    @Test func `a folder in the way, and a link out of the root, are refused`() throws {
        let folder = try Folder()
        try folder.disk.makeFolder("taken")
        symlink("/tmp", folder.path + "/out")
        for (path, code) in [("taken", EISDIR), ("out/file", EXDEV)] {
            #expect(throws: FileError("write", path, code)) {
                try folder.disk.replace(path, with: [1], temporaryFolder: "cache/temporary")
            }
        }
    }

    @Test func `what is not there is nothing, what is no file is an error`() throws {
        let folder = try Folder()
        #expect(try folder.disk.read("nothing") == nil)
        #expect(try folder.disk.identity(of: "no/thing").isAbsent)
        #expect(try folder.disk.list("nothing") == nil)
        mkfifo(folder.path + "/pipe", 0o644)
        #expect(throws: FileError("read", "pipe", EINVAL)) { try folder.disk.read("pipe") }
        #expect(throws: FileError("read", "cache", EISDIR)) { try folder.disk.read("cache") }
    }

    @Test func `names are listed by their bytes, with the kind of what a link leads to`() throws {
        let folder = try Folder()
        for name in ["b", "a", "é", "B"] {
            _ = try folder.disk.replace(
                "list/" + name, with: [], temporaryFolder: "cache/temporary")
        }
        symlink("../cache", folder.path + "/list/link")
        let entries = try #require(try folder.disk.list("list")?.entries)
        #expect(entries.map(\.name) == ["B", "a", "b", "link", "é"])
        #expect(entries.map(\.kind) == [.file, .file, .file, .folder, .file])
    }

    @Test func `removing takes empty folders along, but not the first`() throws {
        let folder = try Folder()
        _ = try folder.disk.replace("out/x/y", with: [], temporaryFolder: "cache/temporary")
        #expect(try folder.disk.remove("out/x/y"))
        #expect(try folder.disk.list("out")?.entries.isEmpty == true)
        #expect(try !folder.disk.remove("out/x/y"))
    }
}
