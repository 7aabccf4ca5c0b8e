/// What a worker may use, and how long one is kept.
public struct WorkerLimits: Sendable, Equatable {
    /// Wall time for one request; the worker is killed after it.
    public var timeoutSeconds: Int
    /// Address space of one worker, in 1,048,576 bytes.
    public var memoryMegabytes: Int
    /// A worker that has answered this many requests is replaced.
    public var requestsPerWorker: Int
    /// A worker that still holds more than this after a reply is replaced.
    public var residentMegabytesKept: Int

    /// What a worker may write into one file, or print, in 1,048,576 bytes.
    package static let writtenMegabytes: UInt64 = 16

    public init(
        timeoutSeconds: Int = 30, memoryMegabytes: Int = 1024, requestsPerWorker: Int = 500,
        residentMegabytesKept: Int = 256
    ) {
        self.timeoutSeconds = max(1, timeoutSeconds)
        self.memoryMegabytes = max(16, memoryMegabytes)
        self.requestsPerWorker = max(1, requestsPerWorker)
        self.residentMegabytesKept = max(1, residentMegabytesKept)
    }
}
