import Synchronization

/// The two ends of a new ring: a queue of fixed capacity between one writing and one reading thread.
///
/// Take both ends apart and give each to its thread; the memory goes when both are gone.
@frozen public struct RingEnds<Element: BitwiseCopyable & Sendable>: ~Copyable {
    public var writer: RingWriter<Element>
    public var reader: RingReader<Element>

    /// - Parameter capacity: Elements it holds at least; a power of two is taken.
    public init(capacity: Int) {
        let memory = RingMemory<Element>(capacity: capacity)
        writer = RingWriter(memory)
        reader = RingReader(memory)
    }
}

// What is generic cannot carry `@_noLocks`: it is checked where it is used, for one kind of element.

/// A ring of timed events.
public typealias EventRing = RingEnds<TimedEvent>

/// The writing end of a ring, for one thread at a time.
public struct RingWriter<Element: BitwiseCopyable & Sendable>: ~Copyable, Sendable {
    private let memory: RingMemory<Element>
    private var tail = 0
    /// What the reader had taken when last looked at: its cache line is touched only when this says full.
    private var head = 0

    fileprivate init(_ memory: RingMemory<Element>) {
        self.memory = memory
    }

    deinit {
        memory.release()
    }

    /// Elements that fit.
    public var capacity: Int { memory.mask + 1 }

    /// Appends an element.
    ///
    /// - Returns: `false` when the ring is full; the element is then the caller's to keep or to count.
    /// - Thread: the writer's. Does not block, allocate or count references.
    public mutating func push(_ element: Element) -> Bool {
        if tail &- head > memory.mask {
            head = memory.state.pointee.head.load(ordering: .acquiring)
            if tail &- head > memory.mask { return false }
        }
        (memory.elements + (tail & memory.mask)).pointee = element
        tail &+= 1
        // Sequentially consistent, as the reader's armed deadline is looked at next.
        memory.state.pointee.tail.store(tail, ordering: .sequentiallyConsistent)
        return true
    }

    /// Elements that would fit now.
    ///
    /// - Thread: the writer's. Does not block.
    public mutating func room() -> Int {
        head = memory.state.pointee.head.load(ordering: .acquiring)
        return memory.mask &+ 1 &- (tail &- head)
    }

    /// Asks the reader to tell when it has taken something.
    ///
    /// - Returns: Whether there is room already, so that nothing will be told.
    /// - Thread: the writer's. Does not block.
    public mutating func awaitRoom() -> Bool {
        memory.state.pointee.roomIsAwaited.store(true, ordering: .sequentiallyConsistent)
        head = memory.state.pointee.head.load(ordering: .sequentiallyConsistent)
        guard tail &- head <= memory.mask else { return false }
        memory.state.pointee.roomIsAwaited.store(false, ordering: .relaxed)
        return true
    }
}

/// The reading end of a ring, for one thread at a time.
public struct RingReader<Element: BitwiseCopyable & Sendable>: ~Copyable, Sendable {
    private let memory: RingMemory<Element>
    private var head = 0
    /// What the writer had given when last looked at.
    private var tail = 0

    fileprivate init(_ memory: RingMemory<Element>) {
        self.memory = memory
    }

    deinit {
        memory.release()
    }

    /// Elements that have come so far.
    ///
    /// - Thread: the reader's. Does not block, allocate or count references.
    public mutating func ready() -> Int {
        tail = memory.state.pointee.tail.load(ordering: .sequentiallyConsistent)
        return tail &- head
    }

    /// The oldest element, left where it is.
    ///
    /// - Thread: the reader's. Does not block, allocate or count references.
    public mutating func peek() -> Element? {
        if head == tail {
            tail = memory.state.pointee.tail.load(ordering: .sequentiallyConsistent)
            if head == tail { return nil }
        }
        return (memory.elements + (head & memory.mask)).pointee
    }

    /// Takes the oldest element.
    ///
    /// - Thread: the reader's. Does not block, allocate or count references.
    public mutating func pop() -> Element? {
        guard let element = peek() else { return nil }
        head &+= 1
        memory.state.pointee.head.store(head, ordering: .releasing)
        return element
    }

    /// Whether the writer waits for room and there is some now; answers once.
    ///
    /// - Thread: the reader's. Does not block.
    public mutating func takeWish() -> Bool {
        let state = memory.state
        guard state.pointee.roomIsAwaited.load(ordering: .sequentiallyConsistent) else {
            return false
        }
        tail = state.pointee.tail.load(ordering: .acquiring)
        guard tail &- head <= memory.mask else { return false }
        return state.pointee.roomIsAwaited.exchange(false, ordering: .sequentiallyConsistent)
    }
}

/// What both ends share. The writer's and the reader's words lie in cache lines of their own.
private struct RingState: ~Copyable {
    typealias Padding = (
        Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int
    )
    let tail = Atomic<Int>(0)
    let apart: Padding = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    let head = Atomic<Int>(0)
    let alsoApart: Padding = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    let owners = Atomic<Int>(2)
    let roomIsAwaited = Atomic<Bool>(false)
}

/// Unchecked: elements between head and tail are the reader's, all others the writer's.
private struct RingMemory<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    let state: UnsafeMutablePointer<RingState>
    let elements: UnsafeMutablePointer<Element>
    let mask: Int

    init(capacity: Int) {
        precondition(capacity > 0 && capacity < 1 << 30, "a ring holds at least one element")
        var size = 1
        while size < capacity { size *= 2 }
        state = .allocate(capacity: 1)
        state.initialize(to: RingState())
        elements = .allocate(capacity: size)
        mask = size - 1
    }

    func release() {
        guard
            state.pointee.owners.subtract(1, ordering: .acquiringAndReleasing).newValue == 0
        else { return }
        state.deinitialize(count: 1)
        state.deallocate()
        elements.deallocate()
    }
}
