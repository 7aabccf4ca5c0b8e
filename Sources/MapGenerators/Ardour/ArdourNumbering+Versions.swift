import ControlMap
import PluginCatalog

/// How some versions of Ardour number a plugin's parameters.
public struct ArdourNumbers: Sendable, Equatable {
    /// The first version that counts so; `nil` for the oldest.
    public var first: ArdourVersion?
    /// The first version that counts otherwise; `nil` when the newest does not.
    public var end: ArdourVersion?
    /// By index; `nil` for what Ardour cannot reach.
    public var numbers: [Int?]

    public init(first: ArdourVersion?, end: ArdourVersion?, numbers: [Int?]) {
        (self.first, self.end, self.numbers) = (first, end, numbers)
    }

    /// The numbers that versions give, from the oldest; one entry where all versions count alike.
    public static func all(of plugin: PluginDescriptor) -> [ArdourNumbers] {
        let starts: [ArdourVersion?] = [
            nil, ArdourVersion(major: 7, minor: 5), ArdourVersion(major: 8, minor: 8),
        ]
        let mapped = MappedPlugin(plugin)
        var found: [ArdourNumbers] = []
        for start in starts {
            let version = start ?? .oldest
            let numbers = plugin.parameters.map { parameter in
                try? ardourNumber(of: parameter, in: mapped, version: version)
            }
            if found.last?.numbers == numbers { continue }
            if !found.isEmpty { found[found.count - 1].end = start }
            found.append(ArdourNumbers(first: start, end: nil, numbers: numbers))
        }
        return found
    }
}
