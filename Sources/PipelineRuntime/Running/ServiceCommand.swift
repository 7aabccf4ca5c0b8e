import ArgumentParser
import Glibc

/// `pipeline-runtime service`: a unit for the user's systemd.
struct ServiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", abstract: "Prints a systemd user unit that runs these maps.",
        discussion: """
            pipeline-runtime service MAP… > ~/.config/systemd/user/pipeline-runtime.service, then \
            systemctl --user daemon-reload and systemctl --user enable --now pipeline-runtime.
            """)

    @Argument(help: "Runtime maps; relative paths count from here.")
    var maps: [String] = []

    @Option(help: "The --name of its 'run'.")
    var name = "pipeline-runtime"

    @Flag(help: "Ask for the first-in-first-out class and locked memory.")
    var realtime = false

    func run() throws {
        let place = try RuntimePlace(name)
        let program = Self.absolute("/proc/self/exe") ?? "/usr/local/bin/pipeline-runtime"
        let paths = maps.map { Self.absolute($0) ?? $0 }
        for path in paths where access(path, R_OK) != 0 {
            throw RuntimeTrouble(
                description: "\(path): \(systemMessage(errno))", exitCode: .notFound)
        }
        StandardStream.results.write(
            Self.unit(program: program, maps: paths, name: place.name, isRealtime: realtime))
    }

    private static func absolute(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// The unit's text.
    static func unit(program: String, maps: [String], name: String, isRealtime: Bool) -> String {
        var words = [program, "run"] + (name == "pipeline-runtime" ? [] : ["--name", name])
        if isRealtime { words.append("--realtime") }
        let command = (words + maps).map(quoted).joined(separator: " ")
        let limits = isRealtime ? "LimitRTPRIO=95\nLimitMEMLOCK=infinity\n" : ""
        return """
            [Unit]
            Description=MIDI and OSC from controller maps (\(name))
            After=pipewire.service sound.target

            [Service]
            ExecStart=\(command)
            # Maps are loaded anew when their files change; this asks for it.
            ExecReload=/bin/kill -HUP $MAINPID
            # What sounds is ended by the program itself, and by its guard process if it is killed hard;
            # that one needs 200 ms, and ignores SIGTERM until then.
            TimeoutStopSec=3
            Restart=on-failure
            RestartSec=2
            \(limits)NoNewPrivileges=yes

            [Install]
            WantedBy=default.target
            """
    }

    /// A word as systemd reads it.
    private static func quoted(_ word: String) -> String {
        let escaped = word.reduce(into: "") { text, letter in
            switch letter {
            case "%": text += "%%"
            case "\"", "\\": text += "\\\(letter)"
            case "$": text += "$$"
            default: text.append(letter)
            }
        }
        return escaped.contains(where: { $0 == " " || $0 == "'" }) || escaped != word
            ? "\"\(escaped)\"" : escaped
    }
}
