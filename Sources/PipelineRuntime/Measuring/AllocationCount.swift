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

    /// Adds what was asked for between two answers, and in all before the first.
    static func add(_ before: UInt64?, to after: UInt64?, into figures: inout Figures) {
        guard let before, let after else { return }
        figures.add("allocations", after - before)
        figures.add("allocations_before", before)
    }
}
