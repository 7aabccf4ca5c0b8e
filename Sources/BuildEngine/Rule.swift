import ContentDigest
import Diagnostics

/// How one kind of node does its work.
public struct Rule: Sendable {
    /// The part of the node's name before the first colon.
    public var kind: String
    /// Identity of the code that runs: the program's build id, or a worker's.
    public var code: ContentDigest
    /// Whether its nodes may want other nodes built, so that there are targets that only they can name.
    public var wantsNodes: Bool
    /// Whether what its nodes find is told where others only read them; if not, only that of nodes which
    /// others want built, or the user named.
    public var tellsUnasked: Bool
    /// Nodes that one of this name will most likely read: they are made before its first run, which
    /// then need not stop for them. Names that no node has yet are passed over.
    public var foreseen: @Sendable (String) -> [String]
    /// Microseconds that a node of this name may take, as far as that can be told quickly; asked only for
    /// those that never ran, so that the longest are begun first. `nil` when they are all alike.
    public var estimate: (@Sendable (String) -> UInt64)?
    /// The work. It may read only through the context, and is called again, from the start, when it
    /// asked for a result that was not there yet.
    ///
    /// - Thread: one of the engine's workers.
    public var run: @Sendable (RuleContext) throws(Interrupt) -> Void

    public init(
        kind: String, code: ContentDigest, wantsNodes: Bool = false, tellsUnasked: Bool = true,
        foreseen: @escaping @Sendable (String) -> [String] = { _ in [] },
        estimate: (@Sendable (String) -> UInt64)? = nil,
        run: @escaping @Sendable (RuleContext) throws(Interrupt) -> Void
    ) {
        self.kind = kind
        self.code = code
        self.wantsNodes = wantsNodes
        self.tellsUnasked = tellsUnasked
        self.foreseen = foreseen
        self.estimate = estimate
        self.run = run
    }
}

/// Why a rule stopped before its end.
public enum Interrupt: Error, Sendable {
    /// Results of other nodes are needed first; the engine makes them and calls the rule again.
    case needs([String])
    /// A node before this one has findings that leave nothing to work on. Recorded, like a result;
    /// what this node wrote before stays.
    case blocked(by: String)
    /// A node before this one failed. Thrown by the context only; not recorded.
    case stopped(by: String)
    /// The build was to end while the work was under way: not recorded, and no failure.
    case cancelled
    /// The work failed: not recorded, tried again at the next build.
    case failed(Diagnostic)
}

/// The rules that a build knows, by kind.
public struct RuleSet: Sendable {
    private let rules: [String: Rule]

    public init(_ rules: [Rule]) {
        self.rules = Dictionary(rules.map { ($0.kind, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// The rule for a node, by the part of its name before the first colon.
    public func rule(for node: String) -> Rule? { rules[Self.kind(of: node)] }

    /// Microseconds that a node may take which never ran; 0 when no rule can tell.
    func estimate(for node: String) -> UInt64 { rule(for: node)?.estimate?(node) ?? 0 }

    /// The part of a name after the first colon; empty when there is none.
    public static func subject(of node: String) -> String {
        guard let colon = node.utf8.firstIndex(of: UInt8(ascii: ":")) else { return "" }
        return String(node[node.utf8.index(after: colon)...])
    }

    public static func kind(of node: String) -> String {
        guard let colon = node.utf8.firstIndex(of: UInt8(ascii: ":")) else { return node }
        return String(node[..<colon])
    }
}
