/// Records one after another in memory of a fixed size, with the output that each is for.
struct EventBatch: ~Copyable {
    let memory: UnsafeMutableRawPointer
    private let owners: UnsafeMutablePointer<UInt16>
    private let capacity: Int
    private(set) var byteCount = 0
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        memory = .allocate(byteCount: capacity, alignment: 8)
        owners = .allocate(capacity: capacity / EventRecord.size + 1)
    }

    deinit {
        memory.deallocate()
        owners.deallocate()
    }

    var isEmpty: Bool { count == 0 }

    /// Room for one more record, which the caller has made sure is there.
    mutating func append(_ output: Int, byteCount size: Int) -> UnsafeMutableRawPointer {
        let place = memory + byteCount
        owners[count] = UInt16(truncatingIfNeeded: output)
        byteCount &+= size
        count &+= 1
        return place
    }

    /// The output of the first record from a place on.
    func owner(_ place: Int) -> Int { Int(owners[place]) }

    mutating func removeAll() {
        byteCount = 0
        count = 0
    }

    /// Takes records off the front.
    ///
    /// - Returns: How many.
    mutating func removeFirst(_ bytes: Int) -> Int {
        var place = 0
        var gone = 0
        while place < bytes, gone < count {
            place &+= EventRecord.byteCount(at: memory + place)
            gone &+= 1
        }
        guard gone < count else {
            removeAll()
            return gone
        }
        memory.copyMemory(from: memory + place, byteCount: byteCount &- place)
        owners.update(from: owners + gone, count: count &- gone)
        byteCount &-= place
        count &-= gone
        return gone
    }

    /// Takes an output's records out.
    ///
    /// - Returns: How many.
    mutating func remove(_ output: Int) -> Int {
        sift { owner, _, _ in owner != output }
    }

    /// Takes an output's records out of a batch and puts them behind those of another, which has room.
    static func move(_ output: Int, from batch: inout EventBatch, to other: inout EventBatch) {
        _ = batch.sift { owner, record, size in
            guard owner == output else { return true }
            other.append(output, byteCount: size).copyMemory(from: record, byteCount: size)
            return false
        }
    }

    /// Keeps the records that `isKept` says.
    ///
    /// - Returns: How many others there were.
    private mutating func sift(
        _ isKept: (_ owner: Int, _ record: UnsafeRawPointer, _ byteCount: Int) -> Bool
    ) -> Int {
        var (from, to, kept, index) = (0, 0, 0, 0)
        while index < count {
            let record = memory + from
            let size = EventRecord.byteCount(at: record)
            if isKept(owner(index), record, size) {
                if to < from { (memory + to).copyMemory(from: record, byteCount: size) }
                owners[kept] = owners[index]
                to &+= size
                kept &+= 1
            }
            from &+= size
            index &+= 1
        }
        let removed = count &- kept
        byteCount = to
        count = kept
        return removed
    }
}
