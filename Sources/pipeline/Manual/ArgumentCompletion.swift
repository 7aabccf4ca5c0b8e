import ArgumentParser
import BuildEngine
import Glibc
import PipelineTasks

extension CompletionKind {
    /// Kinds of nodes, nodes and outputs.
    static var targets: CompletionKind {
        offering { contents, typed in
            let inspection = contents.inspection
            let names = inspection.nodeNames()
            let kinds = Set(names.map { RuleSet.kind(of: $0) }).sorted()
            if typed.isEmpty { return kinds }
            return kinds + names + inspection.outputs.map(\.path)
        }
    }

    /// Maps of the workspace.
    static var maps: CompletionKind { offering { contents, _ in contents.mapPaths } }

    /// Plugins of the workspace, by name and by id; behind a format and a colon, those of that format.
    static var plugins: CompletionKind {
        offering { contents, typed in
            let plugins = contents.plugins
            let words = PluginWords(typed)
            if let format = words.format {
                let own = plugins.filter { $0.identity.format == format }
                let prefix = typed.prefix { $0 != ":" } + ":"
                return own.map { prefix + $0.identity.id }
                    + own.filter { !$0.name.isEmpty }.map { prefix + $0.name }
            }
            if typed.contains(":") { return plugins.map(\.identity.id) }
            return plugins.map(\.name).filter { !$0.isEmpty } + plugins.map(\.identity.id)
                + (typed.isEmpty ? [] : Set(plugins.map { $0.identity.format.rawValue + ":" }))
        }
    }

    /// Controllers of the workspace.
    static var controllers: CompletionKind { offering { contents, _ in contents.controllerIDs } }

    /// Names of the manifest's `[[generate]]`.
    static var generations: CompletionKind {
        offering { contents, _ in contents.generations.map(\.name) + ["all"] }
    }

    private static func offering(
        _ find: @escaping @Sendable (WorkspaceContents, String) -> [String]
    ) -> CompletionKind {
        .custom { words, place, prefix in
            CompletionRequest(words, at: place, prefix: prefix).offers(find)
        }
    }
}

/// What a shell asks for: the word that the cursor is in, and the command line around it.
private struct CompletionRequest {
    /// All that is typed of the word.
    private let typed: String
    /// What of it stands before the part that the shell replaces.
    private let kept: Int
    private let directory: String?

    /// As many as a person may want to look through.
    private static let mostOffers = 500

    init(_ words: [String], at place: Int, prefix: String) {
        var typed = prefix
        var kept = 0
        if CompletionShell.requesting == .bash {
            // Bash takes colons for words of their own, and replaces what stands behind the last.
            var first = min(place, words.count - 1)
            while first > 0, words[first] == ":" || words[first - 1] == ":" { first -= 1 }
            let whole = first < 0 ? "" : words[first...min(place, words.count - 1)].joined()
            if let colon = whole.lastIndex(of: ":"), first < place {
                typed = whole
                kept = whole[...colon].unicodeScalars.count
            }
        }
        self.typed = typed
        self.kept = kept
        let option = words.firstIndex { $0 == "-C" || $0 == "--directory" }
        directory = option.flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    }

    /// What fits, from what the last build left; nothing where nothing was built.
    func offers(_ find: (WorkspaceContents, String) -> [String]) -> [String] {
        if let directory, chdir(directory) != 0 { return [] }
        // Asked before, as what cannot be had is told, which would stand in the command line.
        guard Workspace.isHere(), let workspace = try? Workspace(),
            let inspection = try? workspace.inspection()
        else { return [] }
        let contents = WorkspaceContents(inspection)
        let fitting = Set(find(contents, typed).filter { $0.hasPrefix(typed) }).sorted()
        return fitting.prefix(Self.mostOffers).map { offer in
            let replaced = String(String.UnicodeScalarView(offer.unicodeScalars.dropFirst(kept)))
            // Zsh would take what stands behind a colon for a description.
            return CompletionShell.requesting == .zsh
                ? replaced.replacing(":", with: "\\:") : replaced
        }
    }
}
