/// Parameters of a VST3 plugin that some hosts leave out when they number its parameters.
///
/// Plugins list parameters for every MIDI controller there is, or such that only their own windows move.
/// Which of them a host leaves out depends on its version, so they are kept by kind.
public struct UncountedParameters: Hashable, Sendable {
    /// Why a host may leave a parameter out; a parameter counts for the first that holds.
    public enum Kind: String, Sendable, CaseIterable {
        /// It changes the program.
        case program
        /// Its title holds `MIDI CC `, as JUCE names what stands for MIDI controllers.
        case titledController = "midi-cc"
        /// Its title is like `MIDI Ch. 1 CC 7`, as DPF names them.
        case titledChannel = "midi-ch"
        /// It takes values and cannot be automated, and the plugin knows no edits from the host.
        case fixed
    }

    /// Parameters in a row, by their indices.
    public struct Span: Hashable, Sendable {
        public var kind: Kind
        public var first: Int
        public var count: Int

        public init(_ kind: Kind, first: Int, count: Int) {
            self.kind = kind
            self.first = first
            self.count = count
        }
    }

    /// By rising index.
    public var spans: [Span] = []

    public init() {}

    /// What hosts may leave out; nothing for other formats than VST3.
    public init(of plugin: PluginDescriptor) {
        guard plugin.identity.format == .vst3 else { return }
        for parameter in plugin.parameters {
            guard let kind = Kind(of: parameter, in: plugin) else { continue }
            if let last = spans.last, last.kind == kind, last.first + last.count == parameter.index
            {
                spans[spans.count - 1].count += 1
            } else {
                spans.append(Span(kind, first: parameter.index, count: 1))
            }
        }
    }

    /// How many parameters of these kinds come before an index.
    public func count(of kinds: Set<Kind>, before index: Int) -> Int {
        spans.reduce(0) { sum, span in
            kinds.contains(span.kind) ? sum + max(0, min(span.count, index - span.first)) : sum
        }
    }

    /// Of what kind the parameter at an index is; `nil` when every host counts it.
    public func kind(at index: Int) -> Kind? {
        spans.first { $0.first <= index && index < $0.first + $0.count }?.kind
    }
}

extension UncountedParameters.Kind {
    fileprivate init?(of parameter: PluginParameter, in plugin: PluginDescriptor) {
        if parameter.designation == "program" {
            self = .program
        } else if parameter.name.firstRange(of: "MIDI CC ") != nil {
            self = .titledController
        } else if isChannelTitle(parameter.name) {
            self = .titledChannel
        } else if !parameter.isAutomatable, parameter.direction == .input, !plugin.takesHostEdits {
            self = .fixed
        } else {
            return nil
        }
    }
}

/// Whether a title is `MIDI Ch. N CC N`.
private func isChannelTitle(_ title: String) -> Bool {
    let words = title.split(separator: " ", omittingEmptySubsequences: false)
    return words.count == 5 && words[0] == "MIDI" && words[1] == "Ch." && Int(words[2]) != nil
        && words[3] == "CC" && Int(words[4]) != nil
}
