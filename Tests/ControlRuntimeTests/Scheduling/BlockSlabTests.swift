import ControlRuntime
import Testing

@Suite struct BlockSlabTests {
    private func store(_ bytes: [UInt8], in writer: inout SlabWriter) -> Result<
        SlabRun, SlabRefusal
    > {
        bytes.withUnsafeBytes { raw in
            do throws(SlabRefusal) { return .success(try writer.store(raw)) } catch {
                return .failure(error)
            }
        }
    }

    @Test func `bytes arrive as they were and their blocks come back`() throws {
        let slab = BlockSlab(blocks: 64, blockSize: 16)
        var writer = slab.writer
        var reader = slab.reader
        let bytes = (0..<100).map { UInt8($0) }
        let run = try store(bytes, in: &writer).get()
        #expect(writer.free == 64 - 7)
        #expect(Array(reader.bytes(of: run)) == bytes)
        reader.giveBack(run)
        let next = try store([1], in: &writer).get()
        #expect(writer.free == 63)
        #expect(Array(reader.bytes(of: next)) == [1])
    }

    @Test func `a full slab says so, and what could never fit is told apart`() throws {
        let slab = BlockSlab(blocks: 64, blockSize: 16)
        var writer = slab.writer
        var reader = slab.reader
        let whole = try store(Array(repeating: 5, count: 64 * 16), in: &writer).get()
        #expect(store([1], in: &writer) == .failure(.full))
        #expect(store(Array(repeating: 5, count: 64 * 16 + 1), in: &writer) == .failure(.tooLong))
        reader.giveBack(whole)
        #expect(throws: Never.self) { try store([1], in: &writer).get() }
    }

    @Test func `a payload that names no run has no bytes and gives nothing back`() throws {
        let slab = BlockSlab(blocks: 64, blockSize: 16)
        var writer = slab.writer
        var reader = slab.reader
        for payload: UInt64 in [64, .max, 63 | 17 << 32] {
            #expect(reader.bytes(of: SlabRun(payload: payload)).isEmpty)
            reader.giveBack(SlabRun(payload: payload))
        }
        _ = try store([1], in: &writer).get()
        #expect(writer.free == 63)
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `runs never overlap, whatever the order in which they come back`(seed: UInt64) {
        var numbers = SeededNumbers(seed)
        let slab = BlockSlab(blocks: 128, blockSize: 8)
        var writer = slab.writer
        var reader = slab.reader
        var held: [(run: SlabRun, bytes: [UInt8])] = []
        for _ in 0..<3_000 {
            if Bool.random(using: &numbers), !held.isEmpty {
                let (run, bytes) = held.remove(at: Int.random(in: 0..<held.count, using: &numbers))
                #expect(Array(reader.bytes(of: run)) == bytes)
                reader.giveBack(run)
            } else {
                let length = Int.random(in: 0...80, using: &numbers)
                let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &numbers) }
                if case .success(let run) = store(bytes, in: &writer) { held.append((run, bytes)) }
            }
        }
        for (run, bytes) in held { #expect(Array(reader.bytes(of: run)) == bytes) }
        let blocks = held.reduce(0) { $0 + max(1, ($1.bytes.count + 7) / 8) }
        for (run, _) in held { reader.giveBack(run) }
        #expect(blocks <= 128)
        // All can be had again in one piece.
        #expect(
            store(Array(repeating: 1, count: 1_024), in: &writer)
                == .success(SlabRun(payload: 1_024 << 32)))
    }
}
