import Diagnostics
import SourceText

/// The categories of the registry still fit its channels.
///
/// A category's name is compared word by word with the `type` of the entries on its channels: after
/// two channels were swapped, both are in the wrong one.
///
/// - Reports: `registry.category-differs`, a warning, on a channel in a category when another
///   category fits its entry better; `registry.category-twice`, a warning, on a channel that another
///   category has already. Notes show the other place.
func channelsInWrongCategory(_ registry: ChannelRegistry) -> [Diagnostic] {
    var firsts: [Int: Located<Int>] = [:]
    var findings: [Diagnostic] = []
    for category in registry.categories {
        for channel in category.channels {
            if let first = firsts[channel.value] {
                findings.append(.categoryTwice(channel, first, registry))
                continue
            }
            firsts[channel.value] = channel
            guard let entry = registry.entries.first(where: { $0.channel.value == channel.value }),
                !entry.type.isEmpty, !fits(entry, category),
                let better = registry.categories.first(where: { fits(entry, $0) })
            else { continue }
            findings.append(.categoryDiffers(channel, category, better, entry, registry))
        }
    }
    return findings
}

private func fits(_ entry: ChannelRegistry.Entry, _ category: ChannelRegistry.Category) -> Bool {
    NameSimilarity(NameTokens(entry.type), NameTokens(category.name.value)).isAgreement
}

extension Diagnostic {
    fileprivate static func categoryTwice(
        _ channel: Located<Int>, _ first: Located<Int>, _ registry: ChannelRegistry
    ) -> Diagnostic {
        let place = SourceLocation(path: registry.path, range: first.range)
        return Diagnostic(
            .warning, "registry.category-twice",
            "channel \(channel.value) is in another category already; it can be in one",
            path: registry.path, range: channel.range,
            notes: [.init("the first is here", at: place)])
    }

    fileprivate static func categoryDiffers(
        _ channel: Located<Int>, _ category: ChannelRegistry.Category,
        _ better: ChannelRegistry.Category, _ entry: ChannelRegistry.Entry,
        _ registry: ChannelRegistry
    ) -> Diagnostic {
        let place = SourceLocation(path: registry.path, range: entry.channel.range)
        return Diagnostic(
            .warning, "registry.category-differs",
            "channel \(channel.value) is in '\(category.name.value)', but '\(entry.map.value)' is "
                + "a '\(entry.type)', as in '\(better.name.value)'",
            path: registry.path, range: channel.range,
            notes: [.init("its entry is here", at: place)])
    }
}
