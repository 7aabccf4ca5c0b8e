/// Keeps the memory of mapped tables alive; whoever maps a file makes one.
public protocol MappedMemory: AnyObject, Sendable {}

/// A table of plain records: first those of a mapped file, as they lie there, then those added.
///
/// Mapped records are changed in place, in pages that are private to this process. Copies of a
/// table share them: of a state that was loaded, one copy is changed and the others are let go of.
struct Table<Record: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Unchecked: the pointer is to memory that `owner` keeps and that one thread changes, the
    // state's owner; others read while it waits for them.
    private let mapped: UnsafeMutablePointer<Record>?
    private let mappedCount: Int
    private let owner: (any MappedMemory)?
    private var added: [Record]

    init(_ records: [Record] = []) {
        mapped = nil
        mappedCount = 0
        owner = nil
        added = records
    }

    /// - Parameter memory: private and writable, aligned for `Record`.
    init(mapped memory: UnsafeMutableRawBufferPointer, count: Int, owner: any MappedMemory) {
        mapped = memory.baseAddress?.assumingMemoryBound(to: Record.self)
        mappedCount = count
        self.owner = owner
        added = []
    }

    var count: Int { mappedCount + added.count }
    var isEmpty: Bool { count == 0 }
    var indices: Range<Int> { 0..<count }

    subscript(index: Int) -> Record {
        get {
            if index < mappedCount, index >= 0, let mapped { return mapped[index] }
            return added[index - mappedCount]
        }
        set {
            if index < mappedCount, index >= 0, let mapped {
                mapped[index] = newValue
            } else {
                added[index - mappedCount] = newValue
            }
        }
    }

    mutating func append(_ record: Record) { added.append(record) }

    mutating func append(contentsOf records: some Sequence<Record>) {
        added.append(contentsOf: records)
    }

    /// The records of a stretch that was appended in one piece, or lies in the mapped part.
    func withStretch<Result>(
        _ start: Int, _ count: Int, _ body: (UnsafeBufferPointer<Record>) -> Result
    ) -> Result {
        precondition(start >= 0 && count >= 0 && start <= self.count - count, "outside the table")
        if start + count <= mappedCount {
            return body(UnsafeBufferPointer(start: mapped.map { $0 + start }, count: count))
        }
        return added.withUnsafeBufferPointer { buffer in
            let first = start - mappedCount
            return body(UnsafeBufferPointer(rebasing: buffer[first..<first + count]))
        }
    }

    /// All records, in one array.
    var records: [Record] {
        var all: [Record] = []
        all.reserveCapacity(count)
        withMapped { all.append(contentsOf: $0) }
        all.append(contentsOf: added)
        return all
    }

    /// Calls `body` with the mapped records, and then the added ones.
    func forEachPart(_ body: (_ start: Int, UnsafeBufferPointer<Record>) -> Void) {
        withMapped { body(0, $0) }
        added.withUnsafeBufferPointer { body(mappedCount, $0) }
    }

    private func withMapped(_ body: (UnsafeBufferPointer<Record>) -> Void) {
        if mappedCount > 0 { body(UnsafeBufferPointer(start: mapped, count: mappedCount)) }
    }
}
