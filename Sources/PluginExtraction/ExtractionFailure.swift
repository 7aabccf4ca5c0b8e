import Diagnostics

/// A module for which no worker gave an answer.
public struct ExtractionFailure: Error, Sendable, Equatable {
    /// What went wrong with the worker.
    public enum Reason: Error, Equatable {
        /// The worker program does not run at all; `number` is the errno.
        case cannotStart(program: String, number: Int32)
        case exited(code: Int32)
        /// Ended by a signal, for example 11 and "SIGSEGV".
        case killed(signal: Int32, name: String)
        /// Twice, the second time while no other worker was busy.
        case timedOut(seconds: Int)
        /// Ended by a signal with its memory limit in reach, or said that memory ran out.
        case outOfMemory(limitMegabytes: Int)
        /// The worker's own processor time limit ended it.
        case outOfProcessorTime(seconds: Int)
        /// It printed, or wrote into one file, more than a worker may.
        case wroteTooMuch(megabytes: Int, isPrinted: Bool)
        /// It answered with something that is no reply.
        case malformedReply(String)
        /// The pool was cancelled or shut down.
        case cancelled
    }

    public var module: PluginModule
    public var reason: Reason
    /// The last lines the worker wrote to its standard output or error; mostly empty.
    public var logTail: String
    /// What the module did besides, a sentence each.
    public var deeds: [String]

    public init(
        _ module: PluginModule, reason: Reason, logTail: String = "", deeds: [String] = []
    ) {
        self.module = module
        self.reason = reason
        self.logTail = logTail
        self.deeds = deeds
    }
}

extension ExtractionFailure {
    /// Whether the module is to blame, so that the failure stands until it changes.
    ///
    /// `false` for what the surroundings did: cancellation, a program that cannot start, and SIGKILL
    /// or SIGTERM from outside. A time limit counts once it was overrun with no other worker busy.
    public var isOfTheModule: Bool {
        switch reason {
        case .cannotStart, .cancelled: false
        case .killed(let signal, _): signal != 9 && signal != 15
        case .exited, .timedOut, .outOfMemory, .outOfProcessorTime, .wroteTooMuch, .malformedReply:
            true
        }
    }

    /// Whether another limit might let the module pass.
    public var isOfLimits: Bool {
        switch reason {
        case .timedOut, .outOfMemory, .outOfProcessorTime: true
        case .cannotStart, .exited, .killed, .wroteTooMuch, .malformedReply, .cancelled: false
        }
    }

    /// The failure as a finding on the module; codes are `extract.*`.
    public var diagnostic: Diagnostic {
        var notes = deeds.map { Diagnostic.Note($0) }
        if !logTail.isEmpty {
            let lines = logTail.split(separator: "\n").joined(separator: " / ")
            notes.append(Diagnostic.Note("its last output: \(lines)"))
        }
        return Diagnostic(.error, code, message, path: module.path, notes: notes)
    }

    private var code: String {
        switch reason {
        case .cannotStart: "extract.worker-missing"
        case .exited, .killed: "extract.worker-ended"
        case .timedOut, .outOfProcessorTime: "extract.timed-out"
        case .outOfMemory: "extract.out-of-memory"
        case .wroteTooMuch: "extract.wrote-too-much"
        case .malformedReply: "extract.malformed-reply"
        case .cancelled: "extract.cancelled"
        }
    }

    /// One sentence that says what happened.
    public var message: String {
        switch reason {
        case .cannotStart(let program, let number):
            "the worker program \(program) cannot be started (error number \(number))"
        case .exited(let code) where module.format.runsCodeToList:
            "the plugin ended its process with exit code \(code) while it was opened"
        case .killed(_, let name) where module.format.runsCodeToList:
            "the plugin ended its process by \(name) while it was opened"
        case .exited(let code):
            "reading the plugin ended its worker with exit code \(code), without an answer"
        case .killed(_, let name):
            "reading the plugin ended its worker by \(name), without an answer"
        case .timedOut(let seconds):
            "reading the plugin took longer than \(seconds) s, the limit set by timeout_seconds, and again "
                + "when nothing else was read"
        case .outOfMemory(let limit):
            "reading the plugin took more than \(limit) MB, the limit set by memory_mb"
        case .outOfProcessorTime(let seconds):
            "reading the plugin took more than \(seconds) s of processor time"
        case .wroteTooMuch(let megabytes, let isPrinted):
            "the plugin \(isPrinted ? "printed" : "wrote into one file") more than \(megabytes) MB while it was read"
        case .malformedReply(let problem):
            "the worker's answer for the plugin cannot be understood: \(problem)"
        case .cancelled: "reading the plugin was cancelled"
        }
    }
}
