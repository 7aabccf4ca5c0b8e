import BuildEngine
import Diagnostics

/// A watch on a terminal: what goes on, the last build, why its nodes ran, and what is wrong now.
final class WatchScreen: WatchView {
    private let run: BuildRun
    private let root: String
    private let usesColor: Bool
    private var screen = TerminalScreen()
    private var activity = WatchActivity()
    private var last: WatchedBuild?
    private var message = ""
    private var explains: Bool
    private var lastDraw: UInt64 = 0
    private(set) var drawDue: UInt64?

    /// A frame at most every 50 ms.
    private static let pause: UInt64 = 50_000
    /// Nodes of the last build that are listed while not all are asked for.
    private static let listed = 5

    init(_ run: BuildRun, root: String, explains: Bool) {
        self.run = run
        self.root = root
        self.explains = explains
        usesColor = Console(run.global.color).usesColor
    }

    func begin() { enter() }

    func enter() {
        screen.enter()
        wantDraw()
    }

    func leave() {
        guard screen.isTaken else { return }
        screen.leave()
        if let last { printMessage("\(last.time) \(last.line)\n") }
    }

    func tell(_ text: String) {
        message = text
        wantDraw()
    }

    func show(_ activity: WatchActivity) {
        self.activity = activity
        // A build that ends before the next frame is never seen.
        wantDraw(after: activity.isBuilding ? Self.pause : 0)
    }

    func show(_ build: WatchedBuild) {
        last = build
        wantDraw()
    }

    func toggleExplanation() {
        explains.toggle()
        wantDraw()
    }

    func resize() {
        screen.measure()
        wantDraw()
    }

    private func wantDraw(after delay: UInt64 = 0) {
        let due = max(steadyMicroseconds() + delay, lastDraw + Self.pause)
        drawDue = min(drawDue ?? due, due)
    }

    func draw(at now: UInt64) {
        lastDraw = now
        drawDue = activity.isBuilding ? now + Self.pause : nil
        screen.draw(frame)
    }

    private var frame: [String] {
        var lines = [bold("pipeline watch  \(root)"), "", "state       \(state)"]
        guard let last else { return lines + keys }
        let time = duration(microseconds: last.microseconds)
        lines.append(
            "last build  \(last.time), \(counted(last.report.outcomes.count, "node")), \(time)")
        lines.append("changed     \(last.cause)")
        let outcomes = last.report.outcomes
        let shown = explains ? outcomes.count : min(Self.listed, outcomes.count)
        var why = outcomes.prefix(shown).map { "  " + $0.line }
        if shown < outcomes.count {
            why.append("  and \(outcomes.count - shown) more; e shows them")
        }
        let room = max(0, screen.rows - lines.count - keys.count - 1)
        if explains { why = cut(why, to: room, "nodes") }
        lines += why
        if !message.isEmpty { lines += ["", message] }
        if !explains { lines += cut([""] + findings(of: last), to: room - why.count, "lines") }
        while lines.count < screen.rows - keys.count { lines.append("") }
        return lines + keys
    }

    private var keys: [String] { ["r rebuild   e \(explains ? "findings" : "explain")   q quit"] }

    private var state: String {
        if let holder = activity.waitsFor { return "waiting for another build: \(holder)" }
        if activity.isBuilding {
            return "building, \(activity.ended) done  " + activity.running.joined(separator: "  ")
        }
        let errors = last?.report.diagnostics.count { $0.diagnostic.severity == .error } ?? 0
        let watching = "watching \(counted(activity.folderCount, "folder"))"
        return errors == 0 ? watching : "\(bold("failed")), \(watching)"
    }

    private func findings(of build: WatchedBuild) -> [String] {
        let all = Set(build.report.diagnostics.map(\.diagnostic))
        if all.isEmpty { return ["no findings"] }
        let least: Severity = run.global.verbose ? .info : .warning
        let renderer = DiagnosticRenderer(options: .init(color: usesColor))
        var lines = [findingCounts(Array(all))]
        // Errors first: there may be no room for the rest.
        let sorted = all.filter { $0.severity >= least }.sorted {
            $0.severity != $1.severity ? $0.severity > $1.severity : $0 < $1
        }
        for finding in sorted.prefix(screen.rows) {
            lines += renderer.text(for: finding).split(separator: "\n").map(String.init)
        }
        return lines
    }

    private func cut(_ lines: [String], to room: Int, _ noun: String) -> [String] {
        if lines.count <= room { return lines }
        let kept = max(0, room - 1)
        return lines.prefix(kept) + ["… and \(lines.count - kept) more \(noun)"]
    }

    private func bold(_ text: String) -> String {
        usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }
}
