import ArgumentParser
import ControlRuntime

/// `pipeline-runtime play`: a Standard MIDI File, to one port.
struct PlayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play", abstract: "Plays a Standard MIDI File to a port.",
        discussion: """
            Ends with the music; what still sounds is ended, also by Ctrl-C, by 'kill', and by a guard \
            process when the program is killed hard.
            """)

    @Argument(help: "A file of format 0 or 1.")
    var file: String

    @Option(
        help:
            "A port by its name or a part of it, 'rawmidi:DEVICE', 'jack:CLIENT:PORT' or 'file:PATH'."
    )
    var to: String

    @Option(help: "Begin at this second of the music.")
    var from: Double = 0

    @Flag(help: "Ask for the first-in-first-out class and locked memory.")
    var realtime = false

    func validate() throws {
        guard from >= 0, from < 1e9 else { throw ValidationError("--from is a number of seconds") }
    }

    func run() throws {
        let music = try Self.music(at: file)
        for remark in music.remarks { StandardStream.say("\(file): \(remark)") }
        var player = try DirectPlayer(to: to, isGuarded: true, late: LatePolicy())
        let got = RealtimeClass.take(realtime ? RealtimeClass.usualPriority : nil)
        if realtime { StandardStream.say(got.summary) }
        try player.play(Self.messages(of: music, from: UInt64(from * 1e9)), endsNotes: true)
    }

    private static func music(at path: String) throws(RuntimeTrouble) -> StandardMIDIFile {
        let bytes: [UInt8]
        do throws(RuntimeRefusal) {
            let file = try MappedFile(path: path)
            bytes = Array(file.bytes)
        } catch {
            throw RuntimeTrouble(description: "\(path): \(error)", exitCode: .notFound)
        }
        do throws(MIDIFileError) {
            return try StandardMIDIFile(bytes)
        } catch {
            throw RuntimeTrouble(description: "\(path): \(error)", exitCode: .invalid)
        }
    }

    /// Its messages from an instant on; what was set before then is set at once, notes before then are
    /// left out.
    static func messages(of music: StandardMIDIFile, from start: UInt64 = 0) -> [DirectMessage] {
        music.events.compactMap { event in
            let after = event.time > start ? event.time - start : 0
            switch event.content {
            case .message(let message):
                let isNote = message.status < 0xB0 || message.status >= 0xF0
                if event.time < start, isNote { return nil }
                return DirectMessage(after: after, content: .short(message))
            case .systemExclusive(let bytes):
                return DirectMessage(after: after, content: .systemExclusive(bytes))
            }
        }
    }
}
