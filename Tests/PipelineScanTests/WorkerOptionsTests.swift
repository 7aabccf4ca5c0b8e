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

    @Test func `folders and measures are texts`() {
        let options = WorkerOptions([
            "--folder", "/tmp/x", "--channel", "3", "--without", "landlock,notices",
        ])
        #expect(options?.folder == "/tmp/x")
        #expect(options?.without == ["landlock", "notices"])
        #expect(WorkerOptions(["--channel", "3"])?.without == [])
        #expect(WorkerOptions(["--channel", "3", "--folder"]) == nil)
    }
}
