import ControlMap
import PluginCatalog
import SourceText

/// Proposals as they are shown.
struct ProposalPage {
    private let proposals: [ControlProposal]
    private let plugin: PluginDescriptor
    private let threshold: Double

    init(_ proposals: [ControlProposal], _ plugin: PluginDescriptor, _ threshold: Double) {
        self.proposals = proposals
        self.plugin = plugin
        self.threshold = threshold
    }

    var listing: Listing {
        var listing = Listing(
            "control", "name", "band", "score", "parameter", "symbol", "because", "or else")
        for proposal in proposals {
            let best = proposal.best
            let others = proposal.band == .high ? [] : proposal.alternatives
            listing.rows.append([
                .text(proposal.control.id), .text(proposal.control.name),
                .text(proposal.band.rawValue), .text(best.map { scoreText($0.score) } ?? ""),
                .text(best?.parameter.name ?? ""), .text(best?.parameter.symbol ?? ""),
                .text(proposal.because), .text(others.map(\.short).joined(separator: "; ")),
            ])
        }
        listing.total = totals
        return listing
    }

    private var totals: String {
        func count(_ band: ControlProposal.Band) -> Int { proposals.count { $0.band == band } }
        return "\(counted(proposals.count, "control")) for \(plugin.name): "
            + "\(count(.high)) sure, \(count(.medium)) likely, \(count(.none)) without a proposal, "
            + "\(count(.generic)) with a name that says nothing"
    }

    var json: JSONValue {
        .object([
            .init("plugin", .string(plugin.identity.id)), .init("threshold", .number(threshold)),
            .init("proposals", .array(proposals.map(\.json))),
        ])
    }
}

extension ProposedParameter {
    fileprivate var short: String {
        let taken = taker.map { ", taken by \($0)" } ?? ""
        return "\(parameter.name) (\(scoreText(score))\(taken))"
    }

    fileprivate var json: JSONValue {
        .object([
            .init("index", .integer(Int64(parameter.index))),
            .init("symbol", .string(parameter.symbol)), .init("name", .string(parameter.name)),
            .init("score", .number((score * 10_000).rounded() / 10_000)),
            .init("reasons", .array(reasons.map { .string($0) })),
            .init("takenBy", taker.map { .string($0) } ?? .null),
        ])
    }
}

extension ControlProposal {
    fileprivate var because: String {
        if band == .generic { return "the name says only what it is" }
        guard let best else { return "nothing comes near" }
        var text = best.reasons.joined(separator: ", ")
        if let bound = control.bound {
            text += bound == best.parameter.index ? "; bound so" : "; bound otherwise"
        }
        return text
    }

    fileprivate var json: JSONValue {
        .object([
            .init("control", .string(control.id)), .init("name", .string(control.name)),
            .init("band", .string(band.rawValue)), .init("best", best?.json ?? .null),
            .init("alternatives", .array(alternatives.map(\.json))),
            .init("bound", control.bound.map { .integer(Int64($0)) } ?? .null),
        ])
    }
}
