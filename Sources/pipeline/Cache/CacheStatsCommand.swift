import ArgumentParser
import BuildEngine
import ContentDigest
import ContentStore
import SourceText

struct CacheStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Sizes, nodes, hits of the last build, and times measured now.",
        discussion: """
            A look-up reads one artifact that is there and compares it with its digest; a store \
            writes one of the same bytes to a file beside, which is removed again.
            """)

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try Workspace(global)
        let inspection = try workspace.knownContents().inspection
        let page = try CachePage(workspace, inspection)
        try global.show(page.text, json: page.json)
    }
}

/// How large the cache is and how it does.
struct CachePage {
    private let inspection: BuildInspection
    private let sizes: CacheSizes
    /// `nil` when nothing was to be measured.
    private let times: CacheTimes?
    private let last: LastBuild?
    private let limit: UInt64

    /// - Parameter measures: whether to look artifacts up and store them now, to tell how long it takes.
    init(_ workspace: Workspace, _ inspection: BuildInspection, measures: Bool = true) throws {
        self.inspection = inspection
        sizes = CacheSizes(workspace, inspection)
        times = measures ? try CacheTimes(workspace, inspection) : nil
        last = LastBuild(in: workspace)
        limit = workspace.cacheLimit
    }

    var text: String {
        var text = "size       \(byteSize(sizes.total)): \(sizes.parts)\n"
        text += "limit      \(byteSize(limit)) of results; 'pipeline cache gc' collects now\n"
        text += "graph      \(inspection.liveNodes.count) nodes, \(inspection.fileCount) files\n"
        if let last {
            text +=
                "last build \(last.executed) of \(last.nodes) nodes run, \(last.restored) from the store; "
            text += "\(decimal(last.hitsPerThousand, per: 10, places: 1)) % hits; "
            text += "\(duration(microseconds: last.microseconds))\n"
        } else {
            text += "last build not known\n"
        }
        return text + (times?.text ?? "")
    }

    var json: JSONValue {
        func number(_ value: some BinaryInteger) -> JSONValue { .integer(Int64(clamping: value)) }
        let build: JSONValue =
            last.map { last in
                .object([
                    .init("nodes", number(last.nodes)), .init("executed", number(last.executed)),
                    .init("restored", number(last.restored)),
                    .init("hitRatio", .number(Double(last.hitsPerThousand) / 1000)),
                    .init("microseconds", number(last.microseconds)),
                ])
            } ?? .null
        var members: [JSONValue.Member] = [
            .init("totalBytes", number(sizes.total)), .init("stateBytes", number(sizes.state)),
            .init("limitBytes", number(limit)), .init("packBytes", number(sizes.pack)),
            .init("objectBytes", number(sizes.objects)),
            .init("nodes", number(inspection.liveNodes.count)),
            .init("files", number(inspection.fileCount)), .init("lastBuild", build),
        ]
        if let times {
            members += [
                .init("measuredArtifacts", number(times.count)),
                .init("lookUpNanoseconds", number(times.lookUp)),
                .init("storeNanoseconds", number(times.store)),
            ]
        }
        return .object(members)
    }
}

/// Bytes that the engine's files take.
struct CacheSizes {
    var state: UInt64
    var pack: UInt64
    /// Artifacts in files of their own.
    var objects: UInt64 = 0

    init(_ workspace: Workspace, _ inspection: BuildInspection) {
        state = UInt64(inspection.snapshotSize + inspection.journalSize)
        pack = inspection.packSize
        guard let disk = try? Disk(root: workspace.root) else { return }
        let folder = Workspace.cacheFolder + "/objects"
        for part in (try? disk.list(folder))??.entries ?? [] {
            for file in (try? disk.list("\(folder)/\(part.name)"))??.entries ?? [] {
                objects +=
                    (try? disk.identity(of: "\(folder)/\(part.name)/\(file.name)"))?.size ?? 0
            }
        }
    }

    var total: UInt64 { state + pack + objects }

    var parts: String {
        "state \(byteSize(state)), small results \(byteSize(pack)), large results \(byteSize(objects))"
    }
}

/// Median times of looking an artifact up and of storing one, in nanoseconds.
struct CacheTimes {
    let count: Int
    private(set) var lookUp: UInt64 = 0
    private(set) var store: UInt64 = 0
    private var lost = 0

    init(_ workspace: Workspace, _ inspection: BuildInspection) throws {
        let artifacts = inspection.artifacts(upTo: 500).filter { $0.size <= ArtifactPack.largeSize }
        count = artifacts.count
        var (looks, stores): ([UInt64], [UInt64]) = ([], [])
        let folder = "\(Workspace.cacheFolder)/measurement"
        do throws(FileError) {
            let disk = try Disk(root: workspace.root)
            try disk.makeFolder(folder)
            let pack = try ArtifactPack(in: folder, on: disk)
            for artifact in artifacts {
                let start = steadyNanoseconds()
                let bytes = artifact.read()
                let found = steadyNanoseconds()
                looks.append(found - start)
                guard let bytes else {
                    lost += 1
                    continue
                }
                _ = pack.append(bytes, digest: ContentDigest(of: bytes))
                try pack.flush()
                stores.append(steadyNanoseconds() - found)
            }
            try disk.remove("\(folder)/pack")
        } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
        lookUp = looks.sorted().dropFirst(looks.count / 2).first ?? 0
        store = stores.sorted().dropFirst(stores.count / 2).first ?? 0
    }

    var text: String {
        if count == 0 { return "times      nothing is kept yet\n" }
        func microseconds(_ value: UInt64) -> String {
            "\(decimal(value, per: 1000, places: 1)) us"
        }
        return "times      look-up \(microseconds(lookUp)), store \(microseconds(store)) "
            + "(median over \(counted(count, "artifact")))\n"
            + (lost > 0 ? "lost       \(lost) of these; the next build makes them anew\n" : "")
    }
}
