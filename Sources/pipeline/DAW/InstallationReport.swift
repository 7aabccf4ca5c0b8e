import ArgumentParser
import ContentStore
import Glibc

/// What happened, or would, to the files of one folder, for people and programs.
struct InstallationReport {
    private var listing = Listing("file", "version", "action", "folder", "note")
    private(set) var refusals = 0
    private(set) var changes = 0
    let isDryRun: Bool

    init(isDryRun: Bool) { self.isDryRun = isDryRun }

    /// - Parameter aside: names under which edited files were kept, by their own.
    mutating func add(
        _ plan: [InstallationChange], major: Int, folder: String, aside: [String: String] = [:]
    ) {
        for change in plan {
            let (action, note) = words(change.kind, aside[change.name])
            switch change.kind {
            case .refuse: refusals += 1
            case .keep, .leaveEqual: break
            default: changes += 1
            }
            listing.rows.append([
                .text(change.name), .number(major), .text(action), .text(folder), .text(note),
            ])
        }
    }

    private func words(
        _ kind: InstallationChange.Kind, _ aside: String?
    ) -> (action: String, note: String) {
        let kept = aside.map { "your edited file is kept as \($0)" } ?? "your edited file is kept"
        return switch kind {
        case .add: ("add", "")
        case .update: ("update", "")
        case .backUpAndWrite:
            ("replace", "the file that stands there is kept; 'daw uninstall' brings it back")
        case .setAsideAndWrite: ("replace", kept)
        case .keep: ("up to date", "")
        case .leaveEqual: ("leave", "a file of yours with the same content stands there")
        case .remove: ("remove", "")
        case .restore: ("restore", "what stood there before comes back")
        case .setAsideAndRemove: ("remove", kept)
        case .forget: ("forget", "it was gone already")
        case .refuse(.edited):
            ("refused", "it was edited since it was installed; --force keeps the edited file aside")
        case .refuse(.ofAnother(let owner)):
            ("refused", "the workspace \(owner) installed it; --force takes it over")
        case .refuse(.notAFile): ("refused", "what stands there is no file")
        }
    }

    /// The list of it all, with its closing line.
    var shown: Listing {
        var listing = listing
        let verb = isDryRun ? "would be changed" : "changed"
        listing.total =
            "\(counted(changes, "file")) \(verb)"
            + (refusals > 0 ? ", \(refusals) refused" : "")
            + (isDryRun ? "; nothing was done" : "")
        return listing
    }

    /// Prints the list; ends the program when something was refused.
    func show(_ global: GlobalOptions) throws {
        try global.show(shown)
        if refusals > 0 { throw ExitCode(Outcome.otherFailure) }
    }
}

extension InstallationError {
    /// Ends the program with it.
    var exit: ExitCode {
        switch self {
        case .file(let error): fail("\(error)", Outcome.otherFailure)
        case .damagedRecord(let path):
            fail(
                "\(path), which says what is installed there, is damaged, so nothing is touched; "
                    + "files kept aside are in the folder 'backups' beside it: put back what you "
                    + "miss, remove that folder, and install again", Outcome.otherFailure)
        }
    }
}

/// Does something with a folder of Ardour, and ends the program when that cannot be done.
func installing<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as InstallationError {
        throw error.exit
    } catch let error as FileError {
        throw fail("\(error)", Outcome.otherFailure)
    }
}

/// Whether a workspace that installed something is not there any more.
func isGone(_ workspace: String) -> Bool { access(workspace + "/pipeline.toml", F_OK) != 0 }
