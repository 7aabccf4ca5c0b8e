import ALSAMIDI
import ControlRuntime
import SourceText

extension RuntimeStatus {
    /// The status as one JSON object.
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(name)),
            .init("uptime_seconds", .number((uptimeSeconds * 1_000).rounded() / 1_000)),
        ]
        members += Self.members(totals)
        for kind in Kind.allCases {
            members.append(.init(kind.rawValue, .object(Self.members(totals(kind)))))
        }
        members.append(.init("policy", policy))
        members.append(.init("clocks", .array(clocks.map(\.json))))
        members.append(.init("reloads", reloads.json(at: instant)))
        members.append(
            .init(
                "hosts",
                .object([
                    .init("told", .count(hosts.told)), .init("unheard", .count(hosts.unheard)),
                    .init("replaced", .count(hosts.replaced)), .init("lost", .count(hosts.lost)),
                ])))
        members.append(
            .init(
                "player",
                .object(PlayerCounter.allCases.map { .init($0.word, .count(self[$0])) })))
        if !sequencer.isEmpty {
            members.append(
                .init(
                    "sequencer",
                    .object(
                        SequencerCounts.Counter.allCases.map { .init($0.word, .count(self[$0])) })))
        }
        members.append(.init("outputs", .array(outputs.map(\.json))))
        return .object(members)
    }

    private static func members(_ totals: Totals) -> [JSONValue.Member] {
        [
            .init("messages_sent", .count(totals.sent)),
            .init("messages_failed", .count(totals.failed)),
            .init("queue_size", .count(totals.queued)),
            .init("active_ports", .count(totals.active)),
        ]
    }

    private var policy: JSONValue {
        .object([
            .init("class", .string(realtime.priority == nil ? "normal" : "fifo")),
            .init("priority", realtime.priority.map { .integer(Int64($0)) } ?? .null),
            .init("locked_memory", .bool(realtime.isMemoryLocked)),
        ])
    }
}

extension RuntimeStatus.Output {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(name)), .init("kind", .string(kind.rawValue)),
            .init("place", .string(place)), .init("present", .bool(self[.present] > 0)),
        ]
        for counter in OutputCounter.allCases where counter != .present {
            members.append(.init(counter.word, .count(self[counter])))
        }
        if let osc {
            members += [
                .init("packets", .count(osc.packets)), .init("refusals", .count(osc.refusals)),
                .init("failures", .count(osc.failures)), .init("lost", .count(osc.lost)),
                .init("connections", .count(osc.connections)),
                .init("replies", .count(osc.replies)),
            ]
        }
        members.append(.init("lateness", lateness.json))
        return .object(members)
    }
}

extension LatenessHistogram {
    /// Quantiles in microseconds, and the counts of all places that have some.
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [.init("count", .count(total))]
        for (name, share) in [("p50_us", 0.5), ("p99_us", 0.99), ("p999_us", 0.999), ("max_us", 1)]
        {
            let bound = quantile(share).map { Double($0) / 1_000 }
            members.append(.init(name, bound.map { .number($0) } ?? .null))
        }
        let places = counts.indices.filter { counts[$0] > 0 }.map { place in
            JSONValue.object([
                .init("below_ns", Self.bound(of: place).map { .count($0) } ?? .null),
                .init("count", .count(counts[place])),
            ])
        }
        members.append(.init("places", .array(places)))
        return .object(members)
    }
}

extension JSONValue {
    /// A count; one beyond what JSON's readers take stays at the greatest.
    static func count(_ value: UInt64) -> JSONValue { .integer(Int64(clamping: value)) }
}

extension ReloadCounts {
    fileprivate func json(at instant: UInt64) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("taken", .count(taken)), .init("refused", .count(refused)),
        ]
        if !lastFile.isEmpty {
            let seconds = (Double(instant &- min(instant, lastInstant)) / 1e6).rounded() / 1e3
            members.append(
                .init(
                    "last",
                    .object([
                        .init("file", .string(lastFile)), .init("seconds_ago", .number(seconds)),
                    ])))
        }
        if !fault.isEmpty {
            members.append(
                .init(
                    "fault",
                    .object([.init("file", .string(faultFile)), .init("message", .string(fault))])))
        }
        return .object(members)
    }
}
