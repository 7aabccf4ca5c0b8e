import CSystem
import Glibc

/// The whole terminal, drawn line by line where lines changed; nothing is left of it afterwards.
struct TerminalScreen {
    private var drawn: [String] = []
    private(set) var rows = 24
    private var columns = 80
    private(set) var isTaken = false

    private static let entering = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J"
    private static let leaving = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

    /// Whether there is a terminal for keys and messages, and this program is in its foreground.
    static var isPossible: Bool {
        guard isatty(STDERR_FILENO) == 1, isatty(STDIN_FILENO) == 1,
            tcgetpgrp(STDIN_FILENO) == getpgrp()
        else { return false }
        return getenv("TERM").map { String(cString: $0) != "dumb" } ?? false
    }

    mutating func enter() {
        guard !isTaken else { return }
        isTaken = true
        _ = pipeline_take_terminal(STDIN_FILENO, Self.leaving)
        pipeline_give_terminal_back_on_crash()
        printMessage(Self.entering)
        measure()
    }

    mutating func leave() {
        guard isTaken else { return }
        isTaken = false
        printMessage(Self.leaving)
        pipeline_give_terminal_back()
    }

    /// Takes over the terminal's size; the next frame is drawn as a whole.
    mutating func measure() {
        var size = winsize()
        if ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 {
            (rows, columns) = (Int(size.ws_row), Int(size.ws_col))
        }
        drawn = []
    }

    /// Draws a frame, in one write; lines below the last row are left out.
    mutating func draw(_ frame: [String]) {
        guard isTaken else { return }
        let frame = Array(frame.prefix(rows))
        var text = drawn.isEmpty ? "\u{1B}[2J" : ""
        for row in 0..<max(frame.count, drawn.count) {
            let line = row < frame.count ? frame[row] : ""
            if row < drawn.count, drawn[row] == line { continue }
            // Longer lines end at the edge: the terminal does not wrap them.
            text += "\u{1B}[\(row + 1);1H\(line)\u{1B}[0m\u{1B}[K"
        }
        drawn = frame
        if !text.isEmpty { printMessage(text) }
    }
}
