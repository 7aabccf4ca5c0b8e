import Diagnostics
import Glibc
import Testing

@testable import PluginExtraction

/// Libraries that do what no plugin should, each between two that behave.
@Suite struct HostileLibrariesTests {
    private let street = Neighbourhood()
    private var scratch: ScratchFolder { street.scratch }
    let patient = WorkerPool(
        program: workerProgram, limits: WorkerLimits(timeoutSeconds: 60, memoryMegabytes: 256),
        size: 1)
    let impatient = WorkerPool(
        program: workerProgram, limits: WorkerLimits(timeoutSeconds: 2), size: 1)

    private func failure(
        of behaviour: String, in pool: WorkerPool? = nil
    ) throws -> ExtractionFailure {
        try street.failure(of: behaviour, in: pool ?? patient)
    }

    private func findings(of behaviour: String) throws -> [Diagnostic] {
        try street.findings(of: behaviour, in: patient)
    }

    @Test(arguments: [
        ("crash", SIGSEGV, "SIGSEGV"), ("constructor-crash", SIGSEGV, "SIGSEGV"),
        ("thread-crash", SIGSEGV, "SIGSEGV"), ("abort", SIGABRT, "SIGABRT"),
        ("recursion", SIGSEGV, "SIGSEGV"), ("unmapper", SIGSEGV, "SIGSEGV"),
    ])
    func `a crash is told by its signal`(
        behaviour: String, signal: Int32, name: String
    ) throws {
        #expect(try failure(of: behaviour).reason == .killed(signal: signal, name: name))
    }

    @Test(.enabled(if: isProtected(by: .notices)))
    func `what a library tried before it crashed is told with the crash`() throws {
        let failure = try failure(of: "try-and-crash")
        #expect(failure.reason == .killed(signal: SIGSEGV, name: "SIGSEGV"))
        #expect(failure.diagnostic.notes.map(\.message) == failure.deeds)
        #expect(failure.deeds.count == 1)
        #expect(failure.deeds.first?.contains("tried to open a UDP socket") == true)
    }

    @Test(arguments: ["exit", "quick-exit"])
    func `an exit while opening is told by its code`(behaviour: String) throws {
        #expect(try failure(of: behaviour).reason == .exited(code: 0))
    }

    @Test func `a loop is ended by its processor time or by the clock`() throws {
        let reason = try failure(of: "loop", in: impatient).reason
        #expect(reason == .timedOut(seconds: 2) || reason == .outOfProcessorTime(seconds: 2))
    }

    @Test func `a loop that shrugs off the signal is ended too`() throws {
        let reason = try failure(of: "shrugger", in: impatient).reason
        #expect(reason == .timedOut(seconds: 2) || reason == .outOfProcessorTime(seconds: 2))
    }

    @Test func `a false word about memory before a crash deceives no one`() throws {
        #expect(try failure(of: "liar").reason == .killed(signal: SIGSEGV, name: "SIGSEGV"))
    }

    @Test func `an answer that is not ours is told as one without sense`() throws {
        guard case .malformedReply = try failure(of: "forger").reason else {
            Issue.record("expected a malformed reply")
            return
        }
    }

    @Test(arguments: ["sleep", "deadlock", "stopper"])
    func `a library that waits for ever is told by the time limit`(behaviour: String) throws {
        let failure = try failure(of: behaviour, in: impatient)
        #expect(failure.reason == .timedOut(seconds: 2))
        #expect(failure.diagnostic.message.contains("longer than 2 s"))
    }

    @Test func `a memory hog is told by the memory limit`() throws {
        #expect(try failure(of: "memory").reason == .outOfMemory(limitMegabytes: 256))
    }

    @Test(arguments: ["printer", "complainer"])
    func `endless printing is told by how much there was`(behaviour: String) throws {
        let failure = try failure(of: behaviour)
        #expect(failure.reason == .wroteTooMuch(megabytes: 16, isPrinted: true))
        #expect(failure.logTail.utf8.count < 2000)
    }

    @Test(
        .enabled(if: isProtected(by: .notices)),
        arguments: [
            ("udp-listener", "plugin.tried-network", "open a UDP socket"),
            ("tcp-connect", "plugin.tried-network", "open a TCP socket"),
            ("fork-bomb", "plugin.tried-process", "start a process"),
            ("programs", "plugin.tried-process", "run /bin/true and start a process"),
            ("signals-blocked", "plugin.tried-process", "run /bin/true and start a process"),
            ("killer", "plugin.tried-signal", "signal another process"),
            ("tmp-writer", "plugin.tried-write", "write a file in /tmp"),
            ("daemon", "plugin.tried-process", "start a process"),
            ("thread-bomb", "plugin.tried-process", "start more than 512 threads"),
            (
                "meddler", "plugin.tried-process",
                "change a process, change the limits of a process, change the priority of a process, "
                    + "choose the processors of a process and look into a process"
            ),
            ("survivor", "plugin.tried-process", "outlive the worker"),
            ("newsman", "plugin.tried-signal", "have another process signalled"),
            ("typist", "plugin.tried-signal", "type into a terminal"),
            ("terminal-changer", "plugin.tried-signal", "change a terminal"),
            ("unfenced", "plugin.tried-network", "open a UDP socket"),
            ("datagrams", "plugin.tried-network", "open a local socket for datagrams"),
            ("shared-memory", "plugin.tried-write", "make memory that outlives it"),
            ("shared-file", "plugin.tried-write", "write a file in /dev/shm"),
            ("memory-files", "plugin.tried-write", "make more than 16 files in memory"),
            (
                "proc-writer", "plugin.tried-write",
                "change what /proc tells of another process"
            ),
            ("self-writer", "plugin.tried-write", "write a file in /tmp"),
        ])
    func `what a library tries is refused and told`(
        behaviour: String, code: String, deed: String
    ) throws {
        let findings = try findings(of: behaviour)
        #expect(findings.map(\.code) == [code])
        #expect(
            findings.first?.message
                == "while it was opened, the plugin tried to \(deed); that was refused"
        )
        #expect(findings.first?.severity == .warning)
        #expect(access("/tmp/pipeline-misbehaving-was-here", F_OK) != 0)
    }

    @Test(.enabled(if: isProtected(by: .notices)))
    func `a library that writes beside itself is refused, by its path`() throws {
        // Not below /tmp, where only the folder is told.
        // Below /tmp only that folder is told.
        let folder = workerProgram.split(separator: "/", omittingEmptySubsequences: false)
        let elsewhere = ScratchFolder(in: folder.dropLast().joined(separator: "/"))
        let path = try MisbehavingLibrary.make("file-writer", in: elsewhere).path
        let findings = try patient.describe(PluginModule(.ladspa, path)).diagnostics
        #expect(findings.map(\.code) == ["plugin.tried-write"])
        let told = path.hasPrefix("/tmp/") ? "a file in /tmp" : path + ".written"
        #expect(findings.first?.message.contains("tried to write \(told);") == true)
        #expect(access(path + ".written", F_OK) != 0)
    }

    @Test(.enabled(if: isProtected(by: .notices)))
    func `files of others are neither changed nor removed`() throws {
        let kept = scratch.write("kept", to: "remover.so.kept")
        let findings = try findings(of: "remover")
        #expect(findings.map(\.code) == ["plugin.tried-write"])
        #expect(access(kept, R_OK) == 0)
        #expect(output(of: "stat -c '%s %a' '\(kept)'") == "4 644\n")
    }

    @Test(.enabled(if: isProtected(by: .notices)))
    func `looking for a display is refused, and no more than remarked`() throws {
        let findings = try findings(of: "display")
        #expect(findings.map(\.code) == ["plugin.tried-display"])
        #expect(findings.map(\.severity) == [.info])
    }

    @Test(.enabled(if: isProtected(by: .notices, .landlock)))
    func `no way leads out of the private folder, neither up nor by a link`() throws {
        let findings = try findings(of: "escaper")
        #expect(findings.map(\.code) == ["plugin.tried-write", "plugin.wrote-files"])
        #expect(findings.first?.message.contains("write a file in /tmp;") == true)
        #expect(findings.last?.message.contains("wrote link into") == true)
        #expect(access(scratch.path + "/escaper.so.written", F_OK) != 0)
    }

    @Test(
        .enabled(if: isProtected(by: .notices)),
        arguments: [
            ("disk-filler", "write more than 64 MB into its private folder"),
            ("file-holder", "keep more than 16 files of its private folder open"),
        ])
    func `the private folder is not there to fill the disk`(
        behaviour: String, deed: String
    ) throws {
        let findings = try findings(of: behaviour)
        #expect(findings.map(\.code) == ["plugin.tried-write", "plugin.wrote-files"])
        #expect(findings.first?.message.contains("tried to \(deed);") == true)
    }

    @Test func `however deep a library digs, all of it is gone for the next`() throws {
        #expect(try findings(of: "digger").map(\.code) == ["plugin.wrote-files"])
        #expect(try findings(of: "digger").map(\.code) == ["plugin.wrote-files"])
    }

    @Test func `a log that a library moved is in its place for the next`() throws {
        _ = try findings(of: "log-mover")
        #expect(try findings(of: "printing").isEmpty)
    }

    @Test func `a library that holds all descriptors is known by its files all the same`() throws {
        let module = try MisbehavingLibrary.make("descriptor-taker", in: scratch)
        let description = try patient.describe(module)
        #expect(description.filesRead == [module.path])
    }

    @Test func `what a library leaves in its HOME is told and gone`() throws {
        let findings = try findings(of: "home-writer")
        #expect(findings.map(\.code) == ["plugin.wrote-files"])
        #expect(findings.first?.severity == .info)
        #expect(findings.first?.message.contains(" wrote .config/settings into") == true)
        #expect(try self.findings(of: "home-writer") == findings)
    }

    @Test(arguments: [
        "handlers", "homeless", "missing", "closer", "babbler", "late-crash", "spinner",
        "home-link",
        "limits", "descriptor-taker", "output-replacer", "at-exit",
    ])
    func `what a library does to its own process is no one's business`(behaviour: String) throws {
        #expect(try findings(of: behaviour).isEmpty)
    }

    @Test(.enabled(if: isProtected(by: .seccomp)))
    func `a worker survives what its modules do`() throws {
        _ = try street.good(patient)
        let workers = patient.monitor.change { $0.idle.map(\.process) }
        for behaviour in ["crash", "exit", "killer", "homeless", "fork-bomb"] {
            _ = try street.outcome(of: behaviour, in: patient)
        }
        #expect(patient.monitor.change { $0.idle.map(\.process) } == workers)
    }
}
