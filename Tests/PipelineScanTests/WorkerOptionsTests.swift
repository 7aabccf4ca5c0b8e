import Testing

@testable import pipeline_scan

@Suite struct WorkerOptionsTests {
    @Test func `options need a channel and nothing unknown`() {
        #expect(WorkerOptions(["--channel", "3"])?.channel == 3)
        #expect(WorkerOptions(["--channel", "3", "--memory-mb", "64"])?.memoryMegabytes == 64)
        #expect(WorkerOptions([]) == nil)
        #expect(WorkerOptions(["--channel"]) == nil)
        #expect(WorkerOptions(["--channel", "x"]) == nil)
        #expect(WorkerOptions(["--channel", "3", "--help", "1"]) == nil)
    }
}
