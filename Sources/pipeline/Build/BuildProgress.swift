import BuildEngine

/// Shows a build under way: one line that is drawn anew on a terminal, plain lines elsewhere.
final class BuildProgress {
    private let console: Console
    private let isQuiet: Bool
    /// Prints a line for each node that ran.
    private let lists: Bool
    private var ended = 0
    private var isDrawn = false

    init(_ console: Console, isQuiet: Bool, lists: Bool) {
        self.console = console
        self.isQuiet = isQuiet
        self.lists = lists && !isQuiet
    }

    /// Whether there is a line that shows what is being worked on.
    var isShown: Bool { console.isTerminal && !isQuiet }

    func show(_ event: BuildEvent) {
        switch event {
        case .remaining, .decided, .worked, .started: break
        case .working(let nodes, let remaining): draw(nodes, remaining)
        case .ended(let outcome):
            ended += 1
            if lists { list(outcome) }
            if !isQuiet, !outcome.printed.isEmpty { showPrinted(by: outcome) }
        }
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

    private func draw(_ nodes: [NodeUnderWay], _ remaining: Int) {
        guard isShown else { return }
        let line = ProgressLine(
            ended: ended, remaining: remaining, microseconds: steadyMicroseconds() - processStart,
            nodes: nodes)
        printMessage("\r\(line.text(width: console.width - 1))\u{1B}[K")
        isDrawn = true
    }
}

/// What is under way, in one line: `[812/1540] 3.2 s  lsp-plugins.lv2 (lv2) 2.1 s, Gain.so (vst2)`.
struct ProgressLine {
    /// Nodes that ran.
    var ended: Int
    /// Nodes that may still have to be looked at.
    var remaining: Int
    /// Since the program started.
    var microseconds: UInt64
    /// The longest first.
    var nodes: [NodeUnderWay]

    /// As many nodes as there is room for; how long each takes is told from half a second on.
    func text(width: Int) -> String {
        var line = "[\(ended)/\(ended + remaining)] \(duration(microseconds: microseconds))"
        for (place, node) in nodes.enumerated() {
            let time =
                node.microseconds < 500_000
                ? "" : " \(decimal(node.microseconds, per: 1_000_000, places: 1)) s"
            let next = (place == 0 ? "  " : ", ") + Self.name(of: node.node) + time
            let left = nodes.count - place - 1
            let more = left > 0 ? ", \(left) more" : ""
            if place > 0, line.count + next.count + more.count > width {
                line += ", \(left + 1) more"
                break
            }
            line += next
        }
        return String(line.prefix(max(10, width)))
    }

    /// A plugin's file and format in place of the long name of its node.
    private static func name(of node: String) -> String {
        let parts = node.split(separator: ":", maxSplits: 2)
        guard parts.count == 3, parts[0] == "extract" || parts[0] == "identify",
            let file = parts[2].split(separator: "/").last
        else { return node }
        return "\(file) (\(parts[1]))"
    }
}
