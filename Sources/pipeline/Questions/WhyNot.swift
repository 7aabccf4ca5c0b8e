import BuildEngine
import SourceText
import TaskGraph

/// Why a node did not run in the last build that did anything: what ran before it, and where the
/// wave of changes stopped.
struct WhyNot {
    /// A result that its reader found as it was, though the node that makes it ran.
    struct Stop {
        var producer: String
        var producerReason: String
        var facet: String
        var reader: String
        var digest: String
    }

    let node: String
    private(set) var answer: String
    private(set) var stops: [Stop] = []

    init(_ id: NodeID, _ inspection: BuildInspection, last: LastBuild?) {
        let state = inspection.state
        node = state.name(of: id)
        let flags = state.flags(of: id)
        guard let last else {
            answer = "no build that did anything is on record"
            return
        }
        if let kind = last.kinds[node] {
            let reason = inspection.account(of: id)?.reason.description ?? "its record is lost"
            answer = kind == "restored" ? "its result came from the store" : "it did run: \(reason)"
            return
        }
        if !last.isComplete {
            answer = "the last build ran too many nodes to tell"
            return
        }
        if !flags.contains(.live) {
            answer = "nothing wants it: no target of the manifest leads to it"
            return
        }
        if flags.contains(.blocked) {
            answer = "it waits for errors to be mended in what it reads"
            return
        }
        stops = Self.stops(before: id, inspection, last)
        answer =
            stops.isEmpty
            ? "nothing that it reads, directly or not, was different in the last build"
            : "what ran before it gave the same results as before, so the wave stopped"
    }

    /// Walks from a node to what it reads until a node that ran in the last build.
    private static func stops(
        before node: NodeID, _ inspection: BuildInspection, _ last: LastBuild
    ) -> [Stop] {
        let state = inspection.state
        var seen: Set<NodeID> = [node]
        var open = [node]
        var found: [Stop] = []
        while let reader = open.popLast() {
            for case .facet(let facet) in state.dependencies(of: reader)
            where !state.isPresence(facet) {
                let owner = state.owner(of: facet)
                let name = state.name(of: owner)
                if last.kinds[name] != nil {
                    found.append(
                        Stop(
                            producer: name,
                            producerReason: inspection.account(of: owner)?.reason.description ?? "",
                            facet: state.name(of: facet), reader: state.name(of: reader),
                            digest: state.digest(of: facet).abbreviated))
                } else if seen.insert(owner).inserted {
                    open.append(owner)
                }
            }
        }
        return found.sorted { ($0.producer, $0.reader) < ($1.producer, $1.reader) }
    }

    /// For people.
    func text(isVerbose: Bool) -> String {
        var text = "\(node)\n  did not run, because: \(answer)\n"
        if answer.hasPrefix("it did run") { text = "\(node)\n  \(answer)\n" }
        let shown = isVerbose ? stops.count : min(stops.count, 8)
        for stop in stops[..<shown] {
            text += "    \(stop.producer) ran: \(stop.producerReason)\n"
            text +=
                "      but \(stop.facet) of it stayed \(stop.digest), which \(stop.reader) reads\n"
        }
        if shown < stops.count { text += "    and \(stops.count - shown) more; -v lists them\n" }
        return text
    }

    var json: JSONValue {
        .object([
            .init("node", .string(node)), .init("answer", .string(answer)),
            .init(
                "stops",
                .array(
                    stops.map { stop in
                        .object([
                            .init("ran", .string(stop.producer)),
                            .init("because", .string(stop.producerReason)),
                            .init("result", .string(stop.facet)),
                            .init("digest", .string(stop.digest)),
                            .init("reader", .string(stop.reader)),
                        ])
                    })),
        ])
    }
}
