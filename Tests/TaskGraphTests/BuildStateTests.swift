import ContentDigest
import Testing

@testable import TaskGraph

/// Random histories of a state: what is journalled, saved and asked, against the plain thing.
@Suite struct BuildStateTests {
    /// Memory that a state's tables are taken over from.
    private final class Memory: MappedMemory, @unchecked Sendable {
        // Unchecked: allocated once, and used by one thread.
        let bytes: UnsafeMutableRawBufferPointer

        init(_ content: [UInt8]) {
            bytes = .allocate(byteCount: max(8, content.count), alignment: 16)
            bytes.copyBytes(from: content)
        }

        deinit { bytes.deallocate() }
    }

    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 31)) &* 0xff51_afd7_ed55_8ccd
        }
    }

    /// Makes some random change.
    private func change(_ state: inout BuildState, _ numbers: inout Numbers) {
        let node = state.intern(node: "n\(Int.random(in: 0..<20, using: &numbers))")
        let file = state.intern(
            path:
                "d\(Int.random(in: 0..<4, using: &numbers))/f\(Int.random(in: 0..<9, using: &numbers))",
            isListing: Bool.random(using: &numbers))
        switch Int.random(in: 0..<5, using: &numbers) {
        case 0:
            var record = FileRecord()
            record.inode = UInt64.random(in: 1...9, using: &numbers)
            record.device = state.deviceIndex(UInt64.random(in: 1...3, using: &numbers))
            record.flags = .live
            state.note(
                file, record, ContentDigest(high: 1, low: .random(in: 1...3, using: &numbers)))
        case 1: state.insert([.live, .suspect], into: node)
        case 2: state.remove(.suspect, from: node)
        case 3: _ = state.retire(node)
        default:
            var items = Set<Item>([.file(file)])
            for _ in 0..<Int.random(in: 0..<5, using: &numbers) {
                let other = state.intern(node: "n\(Int.random(in: 0..<20, using: &numbers))")
                let name = Bool.random(using: &numbers) ? "value" : BuildState.presence
                items.insert(.facet(state.intern(facet: name, of: other)))
            }
            let result = FacetResult(
                name: "value",
                digest: ContentDigest(high: 2, low: .random(in: 1...3, using: &numbers)),
                artifact: ArtifactRef(offset: 7, length: 3),
                outputPath: Bool.random(using: &numbers) ? "out/\(node.number)" : nil)
            _ = state.record(
                node, dependencies: items.sorted { $0.packed < $1.packed }, facets: [result],
                flags: [], trace: 5, costMicroseconds: 9)
        }
    }

    private func loaded(_ files: [UInt8], _ nodes: [UInt8]) -> BuildState? {
        let (first, second) = (Memory(files), Memory(nodes))
        guard
            var state = BuildState(
                encodedFiles: UnsafeMutableRawBufferPointer(rebasing: first.bytes[..<files.count]),
                owner: first),
            state.load(
                encodedNodes: UnsafeMutableRawBufferPointer(rebasing: second.bytes[..<nodes.count]),
                owner: second)
        else { return nil }
        return state
    }

    @Test(arguments: 1...20)
    func `a journal that is replayed gives the same tables`(seed: Int) {
        var numbers = Numbers(state: UInt64(seed))
        var state = BuildState()
        var (files, nodes, both) = (BuildState(), BuildState(), BuildState())
        for _ in 0..<30 {
            for _ in 0..<Int.random(in: 1...12, using: &numbers) { change(&state, &numbers) }
            let journal = state.takeJournal()
            let fits = [
                files.replay(journal, on: .files), nodes.replay(journal, on: .files),
                nodes.replay(journal, on: .nodes), both.replay(journal, on: .everything),
            ]
            #expect(fits == [true, true, true, true])
            #expect(files.encodedFiles() == state.encodedFiles())
            #expect(nodes.encodedNodes() == state.encodedNodes())
            #expect(both.encodedNodes() == state.encodedNodes())
            #expect(both.encodedFiles() == state.encodedFiles())
        }
    }

    @Test(arguments: 1...20)
    func `a saved state is the same when it is loaded, and goes on alike`(seed: Int) throws {
        var numbers = Numbers(state: UInt64(seed))
        var state = BuildState()
        for _ in 0..<6 {
            for _ in 0..<40 { change(&state, &numbers) }
            _ = state.takeJournal()
            let (files, nodes) = (state.encodedFiles(), state.encodedNodes())
            var again = try #require(loaded(files, nodes))
            #expect(again.encodedFiles() == files)
            #expect(again.encodedNodes() == nodes)
            var same = numbers
            for _ in 0..<40 {
                change(&again, &numbers)
                change(&state, &same)
            }
            #expect(again.encodedNodes() == state.encodedNodes())
            let journals = (again.takeJournal(), state.takeJournal())
            #expect(journals.0 == journals.1)
        }
    }

    @Test(arguments: 1...20)
    func `nodes are found by their flags as plain search finds them`(seed: Int) throws {
        var numbers = Numbers(state: UInt64(seed))
        var state = BuildState()
        let questions: [(all: NodeFlags, any: NodeFlags?)] = [
            (.live, nil), (.live, .suspect), ([.live, .suspect], nil),
            (.live, [.suspect, .failed]), (.live, [.suspect, .recorded]),
            ([.live, .recorded], nil), (.failed, nil),
        ]
        for round in 0..<12 {
            for _ in 0..<20 { change(&state, &numbers) }
            let failing = state.intern(node: "n\(Int.random(in: 0..<20, using: &numbers))")
            state.insert(.failed, into: failing)
            if round % 4 == 3 {
                state = try #require(loaded(state.encodedFiles(), state.encodedNodes()))
            }
            for (all, any) in questions {
                let found = state.nodes(with: []).filter { node in
                    let flags = state.flags(of: node)
                    return flags.contains(all) && !(any.map(flags.isDisjoint) ?? false)
                }
                #expect(state.nodes(with: all, any: any) == found, "round \(round)")
                #expect(state.nodeCount(with: all, any: any) == found.count, "round \(round)")
            }
        }
    }

    @Test func `a journal that stops short or does not fit is refused`() {
        var state = BuildState()
        var numbers = Numbers(state: 3)
        for _ in 0..<10 { change(&state, &numbers) }
        _ = state.takeJournal()
        let before = state
        for _ in 0..<10 { change(&state, &numbers) }
        let journal = state.takeJournal()
        for cut in 1..<journal.count {
            var fresh = before
            // A cut between two changes is a shorter journal; any other is refused. Neither traps.
            _ = fresh.replay(Array(journal[..<cut]), on: .everything)
        }
        var wrong = BuildState()
        let foreign: [UInt8] = [9, 200, 0, 0, 0] + [UInt8](repeating: 0, count: 16)
        let fits = wrong.replay(foreign, on: .everything)
        #expect(!fits)
    }

    @Test(arguments: 1...20)
    func `readers are those that plain search finds, indexed or not`(seed: Int) {
        var numbers = Numbers(state: UInt64(seed))
        var state = BuildState()
        for round in 0..<40 {
            for _ in 0..<8 { change(&state, &numbers) }
            if round % 7 == 3 { state.indexReaders() }
            for number in 0..<state.fileCount {
                let item = Item.file(FileID(UInt32(number)))
                let found = state.nodes(with: []).filter {
                    state.dependencies(of: $0).contains(item)
                }
                #expect(state.readers(of: [item]) == found, "round \(round), file \(number)")
            }
            for node in state.nodes(with: []) {
                for facet in state.facetIDs(of: node) {
                    let found = state.nodes(with: []).filter {
                        state.dependencies(of: $0).contains(.facet(facet))
                    }
                    #expect(state.readers(of: [.facet(facet)]) == found, "round \(round)")
                }
            }
        }
    }
}
