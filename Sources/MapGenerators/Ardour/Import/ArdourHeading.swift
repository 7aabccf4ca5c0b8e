import PluginCatalog

/// What a comment of ours says above the bindings of a map, as `ardourHeading` writes it.
struct ArdourHeading: Equatable {
    var channel: Int
    /// The map's name.
    var map: String
    /// The plugin's name.
    var plugin: String
    var format: PluginFormat

    /// - Returns: `nil` for any other comment.
    init?(_ comment: String) {
        guard comment.hasPrefix("channel "), let colon = comment.firstRange(of: ": "),
            let slot = comment.lastRange(of: ") in slot "),
            let channel = Int(comment[..<colon.lowerBound].dropFirst("channel ".count)),
            let open = comment[..<slot.lowerBound].lastRange(of: " ("),
            let plugin = comment[..<open.lowerBound].lastRange(of: ", for "),
            colon.upperBound <= plugin.lowerBound,
            let format = PluginFormat(
                rawValue: comment[open.upperBound..<slot.lowerBound].lowercased())
        else { return nil }
        self.channel = channel
        map = String(comment[colon.upperBound..<plugin.lowerBound])
        self.plugin = String(comment[plugin.upperBound..<open.lowerBound])
        self.format = format
    }
}

extension StringProtocol {
    /// The last place of a text in this one.
    func lastRange(of text: String) -> Range<Index>? {
        var found: Range<Index>?
        var rest = self[startIndex...]
        while let range = rest.firstRange(of: text) {
            found = range
            rest = rest[rest.index(after: range.lowerBound)...]
        }
        return found
    }
}
