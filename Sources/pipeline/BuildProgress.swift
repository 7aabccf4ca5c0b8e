import BuildEngine

/// Shows a build under way: one line that is drawn anew on a terminal, plain lines elsewhere.
final class BuildProgress {
    private let console: Console
    private let isQuiet: Bool
    /// Prints a line for each node that ran.
    private let lists: Bool
    private var ended = 0
    private var remaining = 0
    private var running: [(node: String, since: UInt64)] = []
    private var lastDraw: UInt64 = 0
    private var isDrawn = false

    init(_ console: Console, isQuiet: Bool, lists: Bool) {
        self.console = console
        self.isQuiet = isQuiet
        self.lists = lists && !isQuiet
    }

    func show(_ event: BuildEvent) {
        switch event {
        case .remaining(let count): remaining = count
        case .started(let node, _): running.append((node, steadyMicroseconds()))
        case .ended(let outcome):
            ended += 1
            running.removeAll { $0.node == outcome.node }
            if lists { list(outcome) }
        }
        draw()
    }

    /// Takes the progress line away.
    func clear() {
        if isDrawn { printMessage("\r\u{1B}[K") }
        isDrawn = false
    }

    private func list(_ outcome: NodeOutcome) {
        clear()
        switch outcome.kind {
        case .executed:
            let time = duration(microseconds: UInt64(outcome.microseconds))
            printMessage("run      \(outcome.node) (\(time)): \(outcome.reason)\n")
        case .restored: printMessage("restore  \(outcome.node): its result was in the store\n")
        case .repaired:
            printMessage("repair   \(outcome.written.joined(separator: ", ")) was not as written\n")
        case .failed: printMessage("fail     \(outcome.node): \(outcome.reason)\n")
        case .blocked:
            printMessage("wait     \(outcome.node): \(outcome.blockedBy ?? "") has errors\n")
        }
    }

    /// At most 20 times a second; the longest-running nodes first.
    private func draw() {
        guard console.isTerminal, !isQuiet else { return }
        let now = steadyMicroseconds()
        guard now - lastDraw >= 50_000 else { return }
        lastDraw = now
        let time = duration(microseconds: now - processStart)
        var line = "[\(ended)] \(time)"
        for node in running.prefix(3) { line += "  \(node.node)" }
        let shown = String(line.prefix(max(10, console.width - 1)))
        printMessage("\r\(shown)\u{1B}[K")
        isDrawn = true
    }
}
