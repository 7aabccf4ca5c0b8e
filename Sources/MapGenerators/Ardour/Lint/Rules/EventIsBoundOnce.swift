import Diagnostics

/// No two bindings listen to the same event on one channel.
///
/// - Reports: `ardour.duplicate-event`, a warning on the second: both act, and a switch that is
///   flipped twice stays as it is.
/// - Fix-it: removes a binding that says the same once more.
struct EventIsBoundOnce: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.duplicate-event", .warning,
            "No two bindings listen to the same event on one channel")
    ]

    private struct Key: Hashable {
        var group: ArdourEventText.Group
        var channel: Int
        var number: Int
        var bytes: String
    }

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        var first: [Key: ArdourBindingText] = [:]
        return map.bindings.compactMap { binding in
            guard let key = key(binding) else { return nil }
            guard let other = first[key] else {
                first[key] = binding
                return nil
            }
            return finding(binding, other)
        }
    }

    private func key(_ binding: ArdourBindingText) -> Key? {
        guard let event = binding.event else { return nil }
        if event.isBytes {
            let bytes = event.text.lowercased().split(separator: " ").joined(separator: " ")
            return Key(group: .bytes, channel: 0, number: 0, bytes: bytes)
        }
        guard let channel = binding.channel, let number = event.number.value else { return nil }
        return Key(
            group: event.group, channel: channel, number: event.group == .bend ? 0 : number & 255,
            bytes: "")
    }

    private func finding(
        _ binding: ArdourBindingText, _ first: ArdourBindingText
    ) -> Diagnostic? {
        guard let event = binding.event else { return nil }
        let place = first.element.place.map {
            SourceLocation(path: first.path, range: $0.tag)
        }
        let isSame = binding.element.attributes == first.element.attributes
        let edit = binding.element.place.flatMap {
            $0.isEmptyTag ? TextEdit(range: $0.tag, replacement: "") : nil
        }
        let channel = event.isBytes ? "" : " on channel \(binding.channel ?? 1)"
        return binding.finding(
            .warning, "duplicate-event",
            "\(event.title)\(channel) is bound already, and Ardour lets both act"
                + (isSame ? ": what is flipped is flipped back" : ""), at: event.name,
            notes: [Diagnostic.Note("the first is here", at: place)],
            fixIt: isSame ? edit.map { FixIt("remove the second", edits: [$0]) } : nil)
    }
}
