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
        /// Its title holds the like of `MIDI Ch. 1 CC 7`, as DPF names them.
        case titledChannel = "midi-ch"
        /// It takes values and cannot be automated, and the plugin knows no edits from the host.
        case fixed
        /// It is `fixed`, and its title is that of a `titledChannel`.
        case fixedChannel = "fixed-midi-ch"
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
        let isFixed =
            !parameter.isAutomatable && parameter.direction == .input && !plugin.takesHostEdits
        if parameter.designation == "program" {
            self = .program
        } else if parameter.name.firstRange(of: "MIDI CC ") != nil {
            self = .titledController
        } else if holdsChannelTitle(parameter.name) {
            self = isFixed ? .fixedChannel : .titledChannel
        } else if isFixed {
            self = .fixed
        } else {
            return nil
        }
    }
}

/// Whether a title holds `MIDI Ch. N CC N`, in any place.
private func holdsChannelTitle(_ title: String) -> Bool {
    func takeDigits(_ rest: inout Substring.UTF8View) -> Bool {
        let count = rest.prefix { (0x30...0x39).contains($0) }.count
        rest = rest.dropFirst(count)
        return count > 0
    }
    var rest = Substring(title)
    while let start = rest.firstRange(of: "MIDI Ch. ") {
        rest = rest[start.upperBound...]
        var tail = rest.utf8
        if takeDigits(&tail), tail.starts(with: " CC ".utf8) {
            tail = tail.dropFirst(4)
            if takeDigits(&tail) { return true }
        }
    }
    return false
}
