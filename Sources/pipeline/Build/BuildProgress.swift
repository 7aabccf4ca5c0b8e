import BuildEngine

/// Shows a build under way: one line that is drawn anew on a terminal, plain lines elsewhere.
final class BuildProgress {
    private let console: Console
    private let isQuiet: Bool
    /// Prints a line for each node that ran.
    private let lists: Bool
    private var ended = 0
    private var remaining = 0
    /// Running nodes with the order in which they started.
    private var running: [String: Int] = [:]
    private var started = 0
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
        case .decided, .worked: return
        case .started(let node, _):
            started += 1
            running[node] = started
        case .ended(let outcome):
            ended += 1
            running[outcome.node] = nil
            if lists { list(outcome) }
            if !isQuiet, !outcome.printed.isEmpty { showPrinted(by: outcome) }
        }
        draw()
    }

    /// Takes the progress line away.
    func clear() {
        if isDrawn { printMessage("\r\u{1B}[K") }
        isDrawn = false
    }

    /// What a command printed, as it was; said to be an earlier run's when the result is one.
    private func showPrinted(by outcome: NodeOutcome) {
        clear()
        let text = String(decoding: outcome.printed, as: UTF8.self)
        let when = outcome.kind == .restored ? "printed when its result was made" : "printed"
        printMessage("\(outcome.node) \(when):\n\(text)\(text.hasSuffix("\n") ? "" : "\n")")
    }

    private func list(_ outcome: NodeOutcome) {
        clear()
        printMessage(outcome.line + "\n")
    }

    /// At most 20 times a second; the longest-running nodes first.
    private func draw() {
        guard console.isTerminal, !isQuiet else { return }
        let now = steadyMicroseconds()
        guard now - lastDraw >= 50_000 else { return }
        lastDraw = now
        let time = duration(microseconds: now - processStart)
        var line = "[\(ended)] \(time)"
        let oldest = running.count > 64 ? [] : running.sorted { $0.value < $1.value }
        for node in oldest.prefix(3) { line += "  \(node.key)" }
        let shown = String(line.prefix(max(10, console.width - 1)))
        printMessage("\r\(shown)\u{1B}[K")
        isDrawn = true
    }
}
