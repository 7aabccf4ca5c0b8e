import BuildEngine
import Diagnostics

/// One build of a watch, compared with the one before.
struct WatchedBuild {
    /// Counted from 1.
    var number: Int
    /// Time of day at its end, as people read it.
    var time: String
    var report: BuildReport
    var microseconds: UInt64
    /// Findings that the build before had not, or that are about a file that changed.
    var news: [Diagnostic]
    /// Files that had errors before this build and have none now.
    var mended: [String]

    init(
        _ report: BuildReport, number: Int, microseconds: UInt64, after last: [Diagnostic]
    ) {
        self.number = number
        self.report = report
        self.microseconds = microseconds
        time = timeOfDay()
        let (before, changed) = (Set(last), Set(report.changedFiles))
        let now = report.diagnostics.map(\.diagnostic)
        news = now.filter { !before.contains($0) || changed.contains($0.path) }
        let broken = Set(now.filter { $0.severity == .error }.map(\.path))
        mended = Set(last.filter { $0.severity == .error }.map(\.path)).subtracting(broken).sorted()
            .filter { !$0.isEmpty }
    }

    /// Whether anything is to be told of it.
    var isSilent: Bool {
        report.outcomes.isEmpty && report.removed.isEmpty && news.isEmpty && mended.isEmpty
    }

    /// What made it happen, as far as that is a change of files.
    var cause: String {
        guard let first = report.changedFiles.first else { return number == 1 ? "start" : "build" }
        let more = report.changedFiles.count - 1
        return more == 0 ? first : "\(first) and \(more) more"
    }

    /// One line about it, without a line feed.
    var line: String { "\(cause): \(report.closingLine(microseconds: microseconds))" }
}

/// What a watch shows, on a terminal or elsewhere.
protocol WatchView: AnyObject {
    /// Called once, before the first build.
    func begin()
    /// Something beside builds, one line.
    func tell(_ message: String)
    /// A build is under way, or none is.
    func show(_ activity: WatchActivity)
    func show(_ build: WatchedBuild)
    /// Called in reply to the key that explains.
    func toggleExplanation()
    /// The terminal has another size.
    func resize()
    /// When the view wants to be drawn; `nil` for not before something happens.
    var drawDue: UInt64? { get }
    func draw(at now: UInt64)
    /// Gives the terminal back, for a while or for ever.
    func leave()
    /// Takes the terminal again.
    func enter()
}

extension WatchView {
    func begin() {}
    func show(_ activity: WatchActivity) {}
    func toggleExplanation() {}
    func resize() {}
    var drawDue: UInt64? { nil }
    func draw(at now: UInt64) {}
    func leave() {}
    func enter() {}
}

/// What a watch is doing.
struct WatchActivity {
    var isBuilding = false
    /// Nodes that ended in the build under way, and those that run, the longest first.
    var ended = 0
    var running: [String] = []
    /// Another build that has to end first, as it describes itself.
    var waitsFor: String?
    var folderCount = 0
}
