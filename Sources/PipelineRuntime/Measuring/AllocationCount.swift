import Glibc

/// How often the program has asked for memory, when a counter is preloaded
/// (`scripts/benchmark/runtime/allocations.c`).
enum AllocationCount {
    private typealias Asked = @convention(c) () -> UInt

    private static let counter: Asked? = dlsym(nil, "pipeline_allocations").map {
        unsafeBitCast($0, to: Asked.self)
    }

    /// `nil` without a counter.
    static func asked() -> UInt64? { counter.map { UInt64($0()) } }

    /// Adds what was asked for since an earlier answer, and in all before it.
    static func add(since before: UInt64?, to figures: inout Figures) {
        guard let before, let now = asked() else { return }
        // The figures themselves ask for more.
        figures.add("allocations", now - before)
        figures.add("allocations_before", before)
    }
}
