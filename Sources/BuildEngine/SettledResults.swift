import ContentDigest
import Synchronization
import TaskGraph

/// One part of a settled node's result, as a rule is handed it.
struct AvailableFacet: Sendable {
    var name: String
    var digest: ContentDigest
    var artifact: ArtifactRef
}

/// A settled node's result; all its readers are handed the same one.
final class AvailableNode: Sendable {
    /// It failed, so that nothing can be built on it.
    let isFailed: Bool
    /// Whether it has parts that are not here.
    let isPartial: Bool
    private let facets: [AvailableFacet]
    /// Places in `facets` by name; empty when they are few.
    private let places: [String: Int]

    /// Above this many facets they are found by a table.
    private static let few = 12

    /// Above this many facets only those are handed over that are known to be read.
    static let many = 64

    init(_ facets: [AvailableFacet], isFailed: Bool, isPartial: Bool = false) {
        self.facets = facets
        self.isPartial = isPartial
        self.isFailed = isFailed
        places =
            facets.count <= Self.few
            ? [:]
            : Dictionary(
                facets.indices.map { (facets[$0].name, $0) }, uniquingKeysWith: { $1 })
    }

    /// The same with one part more.
    func adding(_ facet: AvailableFacet) -> AvailableNode {
        AvailableNode(facets + [facet], isFailed: isFailed, isPartial: isPartial)
    }

    var count: Int { facets.count }

    /// A part of the result; `nil` when the node makes no such part, or it is not here.
    func facet(_ name: String) -> AvailableFacet? {
        if !places.isEmpty { return places[name].map { facets[$0] } }
        return facets.first { $0.name == name }
    }
}

/// The results that are final for this build and that rules read: entered by the owner, read by
/// workers, so that a rule need not stop for what is there already.
///
/// - Thread: any.
final class SettledResults: Sendable {
    private let nodes = Mutex<[String: AvailableNode]>([:])

    subscript(node: String) -> AvailableNode? { nodes.withLock { $0[node] } }

    func enter(_ result: AvailableNode, of node: String) { nodes.withLock { $0[node] = result } }

    func removeAll() { nodes.withLock { $0 = [:] } }

    /// Forgets what was entered for a node whose result is another now, or lost.
    func withdraw(_ node: String) { nodes.withLock { _ = $0.removeValue(forKey: node) } }
}

/// Parts of results, as bytes or as what they were decoded to, kept while there is room, so that a
/// reader need not read and decode what was just made or decoded.
///
/// Found by digest: what is found is what reading and decoding would give. What was not asked for
/// again goes first.
///
/// - Thread: any.
final class KeptValues: Sendable {
    private struct Key: Hashable {
        var digest: ContentDigest
        var type: ObjectIdentifier

        func hash(into hasher: inout Hasher) {
            hasher.combine(digest.low)
            hasher.combine(type)
        }
    }

    private class Box: @unchecked Sendable {
        // Unchecked: never changed after it was made; subclasses hold one sendable value.
        let size: Int
        init(size: Int) { self.size = size }
    }

    private final class BoxOf<Value: Sendable>: Box, @unchecked Sendable {
        // Unchecked: as above.
        let value: Value
        init(_ value: Value, size: Int) {
            self.value = value
            super.init(size: size)
        }
    }

    private struct Generations {
        var young: [Key: Box] = [:]
        var old: [Key: Box] = [:]
        var youngSize = 0
    }

    private let generations = Mutex(Generations())
    /// Encoded bytes that each of the two generations may stand for.
    private static let room = 6 << 20

    func value<Value: Sendable>(_ type: Value.Type, of digest: ContentDigest) -> Value? {
        let key = Key(digest: digest, type: ObjectIdentifier(type))
        let box = generations.withLock { kept -> Box? in
            if let box = kept.young[key] { return box }
            guard let box = kept.old[key] else { return nil }
            Self.enter(box, key, &kept)
            return box
        }
        // The key names the type.
        return box.map { unsafeDowncast($0, to: BoxOf<Value>.self).value }
    }

    /// - Parameter size: of the encoded bytes.
    func keep<Value: Sendable>(_ value: Value, of digest: ContentDigest, size: Int) {
        let key = Key(digest: digest, type: ObjectIdentifier(Value.self))
        let box = BoxOf(value, size: size + 128)
        generations.withLock { Self.enter(box, key, &$0) }
    }

    private static func enter(_ box: Box, _ key: Key, _ kept: inout Generations) {
        if kept.youngSize > room {
            kept.old = kept.young
            kept.young = [:]
            kept.youngSize = 0
        }
        if kept.young.updateValue(box, forKey: key) == nil { kept.youngSize += box.size }
    }
}
