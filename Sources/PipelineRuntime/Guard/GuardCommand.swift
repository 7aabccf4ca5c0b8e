import ArgumentParser
import Glibc

/// `pipeline-runtime guard`: waits for the end of the program that started it, and ends what sounds if that
/// one could not.
struct GuardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard", abstract: "Ends what sounds when its program is killed.",
        shouldDisplay: false)

    func run() throws {
        // Ctrl-C at a terminal and the end of a session are meant for the ward.
        for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { signal(number, SIG_IGN) }
        let memory = try GuardMemory(descriptor: GuardProcess.memoryDescriptor)
        // All is opened now: when the time has come, every millisecond counts.
        let silencer = Silencer(memory)
        var ready: UInt8 = 1
        _ = write(GuardProcess.wardDescriptor, &ready, 1)
        waitForTheEnd()
        if !memory.isClean { silencer.run() }
    }

    /// The connection ends with the ward; nothing is ever written to it.
    private func waitForTheEnd() {
        var byte: UInt8 = 0
        while true {
            let count = read(GuardProcess.wardDescriptor, &byte, 1)
            if count == 0 || count < 0 && errno != EINTR { return }
        }
    }
}
