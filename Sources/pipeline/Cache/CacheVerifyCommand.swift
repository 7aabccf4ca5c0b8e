import ArgumentParser
import BuildEngine
import ContentStore
import SourceText

struct CacheVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compare everything that builds keep with its digest.",
        discussion: """
            Nothing is changed: a build never uses what does not agree with its digest, and makes \
            it anew. Ends with 1 when something is damaged.
            """)

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try Workspace(global)
        let found: CacheVerification?
        do throws(FileError) { found = try workspace.engine.verifyCache() } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
        guard let found else {
            throw fail("nothing was built here yet; 'pipeline build' does", Outcome.otherFailure)
        }
        try global.show(text(found), json: json(found))
        if !found.stateHolds || !found.damages.isEmpty { throw ExitCode(Outcome.otherFailure) }
    }

    private func text(_ found: CacheVerification) -> String {
        guard found.stateHolds else {
            return "the state does not agree with its checksums; the next build begins anew\n"
        }
        var text = ""
        let shown = global.verbose ? found.damages.count : min(20, found.damages.count)
        for damage in found.damages[..<shown] {
            let part = damage.part.isEmpty ? "the account" : damage.part
            text += "damaged  \(part) of \(damage.node)"
            text +=
                damage.isNeeded
                ? "; the next build that wants it makes it anew\n" : "; an old result\n"
        }
        if shown < found.damages.count {
            text += "and \(found.damages.count - shown) more; -v lists them\n"
        }
        text +=
            "\(counted(found.accounts, "account")) and \(counted(found.artifacts, "artifact")), "
        text += "\(byteSize(found.bytes)): "
        text +=
            found.damages.isEmpty
            ? "all as they were written\n" : "\(found.damages.count) damaged\n"
        if found.unusedObjects > 0 {
            text += "\(counted(found.unusedObjects, "large file")) of no use; "
            text += "'pipeline cache gc' removes them\n"
        }
        return text
    }

    private func json(_ found: CacheVerification) -> JSONValue {
        .object([
            .init("stateHolds", .bool(found.stateHolds)),
            .init("accounts", .integer(Int64(found.accounts))),
            .init("artifacts", .integer(Int64(found.artifacts))),
            .init("bytes", .integer(Int64(clamping: found.bytes))),
            .init("unusedObjects", .integer(Int64(found.unusedObjects))),
            .init(
                "damages",
                .array(
                    found.damages.map { damage in
                        .object([
                            .init("node", .string(damage.node)),
                            .init("part", .string(damage.part)),
                            .init("needed", .bool(damage.isNeeded)),
                        ])
                    })),
        ])
    }
}
