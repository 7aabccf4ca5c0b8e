import Synchronization

/// Where a player counts: plain words that other threads read at any time.
///
/// One thread writes, so that counting costs no more than a store.
public final class CounterStore: Sendable {
    let player: CounterWords
    private let outputs: CounterWords
    /// How many outputs are counted.
    public let outputCount: Int

    private static let outputWords = CounterWords.histogramStart + LatenessHistogram.places

    /// All at 0.
    public init(outputs count: Int) {
        outputCount = count
        player = CounterWords(count: PlayerCounter.allCases.count)
        outputs = CounterWords(count: max(1, count) * Self.outputWords)
    }

    deinit {
        player.release()
        outputs.release()
    }

    func output(_ place: Int) -> CounterWords {
        outputs.advanced(by: place * Self.outputWords)
    }

    /// One of the player's counts.
    ///
    /// - Thread: any.
    public func value(_ counter: PlayerCounter) -> UInt64 {
        player.value(counter.rawValue)
    }

    /// One of an output's counts; 0 for an output that does not exist.
    ///
    /// - Thread: any.
    public func value(_ counter: OutputCounter, output: Int) -> UInt64 {
        guard output >= 0, output < outputCount else { return 0 }
        return self.output(output).value(counter.rawValue)
    }

    /// A count over all outputs.
    ///
    /// - Thread: any.
    public func total(_ counter: OutputCounter) -> UInt64 {
        (0..<outputCount).reduce(0) { $0 + value(counter, output: $1) }
    }

    /// How late the messages of an output left.
    ///
    /// - Thread: any.
    public func lateness(output: Int) -> LatenessHistogram {
        var histogram = LatenessHistogram()
        guard output >= 0, output < outputCount else { return histogram }
        let words = self.output(output)
        for place in 0..<LatenessHistogram.places {
            histogram.counts[place] = words.value(CounterWords.histogramStart + place)
        }
        return histogram
    }

    /// How late the messages of all outputs left.
    ///
    /// - Thread: any.
    public func lateness() -> LatenessHistogram {
        var all = LatenessHistogram()
        for output in 0..<outputCount { all.merge(lateness(output: output)) }
        return all
    }
}

/// Counters in a row, seen by the thread that writes them. Unchecked: every word is an atomic, and the
/// store that made them outlives the player.
struct CounterWords: @unchecked Sendable {
    private let words: UnsafeMutablePointer<Atomic<UInt64>>

    init(count: Int) {
        words = .allocate(capacity: count)
        for place in 0..<count { (words + place).initialize(to: Atomic(0)) }
    }

    private init(words: UnsafeMutablePointer<Atomic<UInt64>>) {
        self.words = words
    }

    func release() {
        words.deallocate()
    }

    func advanced(by count: Int) -> CounterWords {
        CounterWords(words: words + count)
    }

    @inline(__always)
    func value(_ place: Int) -> UInt64 {
        (words + place).pointee.load(ordering: .relaxed)
    }

    @inline(__always)
    func set(_ place: Int, _ value: UInt64) {
        (words + place).pointee.store(value, ordering: .relaxed)
    }

    /// Adds without a locked instruction: only one thread writes.
    @inline(__always)
    func add(_ place: Int, _ amount: UInt64 = 1) {
        set(place, value(place) &+ amount)
    }

    @inline(__always)
    func add(_ counter: OutputCounter, _ amount: UInt64 = 1) {
        add(counter.rawValue, amount)
    }

    @inline(__always)
    func add(_ counter: PlayerCounter, _ amount: UInt64 = 1) {
        add(counter.rawValue, amount)
    }

    /// Keeps how many wait, and the most so far.
    @inline(__always)
    func depth(_ value: Int, now: Int, most: Int) {
        let depth = UInt64(truncatingIfNeeded: value)
        set(now, depth)
        if depth > self.value(most) { set(most, depth) }
    }

    /// Counts a message that left.
    @inline(__always)
    func addSent(lateness: UInt64) {
        add(OutputCounter.sent)
        if lateness > 50_000_000 { add(OutputCounter.sentLate) }
        add(Self.histogramStart &+ LatenessHistogram.place(of: lateness))
    }

    /// Where an output's histogram begins: after its counters, whose list is an array and so not for the
    /// real-time path.
    @inline(__always) static var histogramStart: Int { OutputCounter.present.rawValue &+ 1 }
}
