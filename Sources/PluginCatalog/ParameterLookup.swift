/// Finds a descriptor's parameters by symbol, name and port.
///
/// Building it reads every parameter once; each question after that is O(1).
public struct ParameterLookup: Sendable {
    /// What is searched.
    public let descriptor: PluginDescriptor
    private let bySymbol: [String: Int]
    private let byName: [String: [Int]]
    private let byPort: [Int: Int]

    /// - Complexity: O(n) in the number of parameters.
    public init(_ descriptor: PluginDescriptor) {
        self.descriptor = descriptor
        var symbols: [String: Int] = [:]
        var names: [String: [Int]] = [:]
        var ports: [Int: Int] = [:]
        symbols.reserveCapacity(descriptor.parameters.count)
        names.reserveCapacity(descriptor.parameters.count)
        ports.reserveCapacity(descriptor.parameters.count)
        for (position, parameter) in descriptor.parameters.enumerated() {
            if !parameter.symbol.isEmpty, symbols[parameter.symbol] == nil {
                symbols[parameter.symbol] = position
            }
            names[parameter.name, default: []].append(position)
            if ports[parameter.port] == nil { ports[parameter.port] = position }
        }
        bySymbol = symbols
        byName = names
        byPort = ports
    }

    /// The parameter with this symbol; the first, when a descriptor wrongly repeats it.
    public func parameter(symbol: String) -> PluginParameter? {
        bySymbol[symbol].map { descriptor.parameters[$0] }
    }

    /// Every parameter with exactly this name, by rising index; names may repeat in a plugin.
    public func parameters(named name: String) -> [PluginParameter] {
        (byName[name] ?? []).map { descriptor.parameters[$0] }
    }

    /// The parameter at this port of the plugin.
    public func parameter(port: Int) -> PluginParameter? {
        byPort[port].map { descriptor.parameters[$0] }
    }

    /// The parameter with this position among the control ports, from 0.
    public func parameter(index: Int) -> PluginParameter? {
        descriptor.parameters.indices.contains(index) ? descriptor.parameters[index] : nil
    }
}
