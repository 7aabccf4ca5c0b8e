import ArgumentParser
import CSystem
import ControlRuntime

/// `pipeline-runtime learn`: which line a map needs for a control.
struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn", abstract: "Move a control: prints the line for a map.",
        discussion: """
            Move one control and stop: a knob or fader anywhere; an encoder to the right first, then \
            back; a button twice. Controllers of 7 and 14 bits, NRPN, RPN, notes, pitch bend, pressure, \
            program changes, System Exclusive, the four relative encodings and both kinds of buttons are \
            told apart.
            """)

    @Argument(
        help:
            "The controller's port, rawmidi:DEVICE or jack:CLIENT:PORT; without one every port of the sequencer is listened to."
    )
    var port: [String] = []

    @Option(help: "Controls to learn, one after another; 0 goes on until Ctrl-C.")
    var count = 1

    @Option(help: "Give up after so many seconds without a message.")
    var seconds = 60

    @Option(help: "The map's channel, which need not be said.")
    var channel = 1

    @Option(help: "The control's id.")
    var id: String?

    @Option(help: "Symbol of the parameter that it moves.")
    var parameter: String?

    func validate() throws {
        guard 1...16 ~= channel else { throw ValidationError("--channel is 1 to 16") }
        guard count >= 0 else { throw ValidationError("--count is not below 0") }
        guard 1...86_400 ~= seconds else { throw ValidationError("--seconds is 1 to 86400") }
    }

    func run() throws {
        let reader = try PortReader(port)
        guard !reader.names.isEmpty else {
            throw RuntimeTrouble(
                description: "there is no port to listen to; 'pipeline-runtime ports' lists them",
                exitCode: .notFound)
        }
        StandardStream.say("listening to \(PortTable.list(reader.names, last: "and"))")
        var left = count == 0 ? Int.max : count
        while left > 0 {
            StandardStream.say("move a control")
            let control = try learn(reader)
            StandardStream.results.write(
                control.line(id: id, parameter: parameter, mapChannel: channel))
            if !control.isCertain {
                StandardStream.say("it was turned one way only: turn it both ways to be sure")
            }
            if !control.others.isEmpty {
                let others = control.others.prefix(4).map(\.words).joined(separator: "; ")
                StandardStream.say("besides came \(others)")
            }
            left -= 1
        }
    }

    /// Listens until a control rests for a second.
    private func learn(_ reader: PortReader) throws -> LearnedControl {
        var recogniser = ControlRecogniser()
        while true {
            let isMoving = recogniser.count > 0
            let found = reader.wait(milliseconds: isMoving ? 1_000 : Int32(seconds * 1_000))
            for input in found ?? [] where input.bytes.count == input.length {
                if input.bytes[0] == 0xF0 {
                    recogniser.take(exclusive: input.bytes, at: input.time)
                    continue
                }
                recogniser.take(
                    ShortMessage(
                        status: input.bytes[0], first: input.bytes.count > 1 ? input.bytes[1] : 0,
                        second: input.bytes.count > 2 ? input.bytes[2] : 0), at: input.time)
            }
            guard found == nil else { continue }
            if let control = recogniser.control { return control }
            throw RuntimeTrouble(description: "nothing was moved in \(seconds) s")
        }
    }
}
