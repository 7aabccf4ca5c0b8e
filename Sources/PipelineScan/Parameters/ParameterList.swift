import PluginCatalog

/// The parameters of one plugin, as they are read one after the other.
struct ParameterList {
    private(set) var parameters: [PluginParameter] = []
    /// By symbol, and in the order in which they first appear.
    private(set) var groups: [ParameterGroup] = []
    private var places: [String: Int] = [:]
    private var symbols: [String: Int] = [:]

    /// The next parameter's index.
    var count: Int { parameters.count }

    /// Adds the next parameter; its group is known by the symbol and named at its first member.
    ///
    /// A second parameter with a number that was used before is kept, because hosts count places, and
    /// gets a symbol of its own.
    mutating func add(
        _ parameter: PluginParameter, groupName: String, _ answer: inout LibraryAnswer
    ) {
        var parameter = parameter
        let uses = symbols[parameter.symbol, default: 0] + 1
        symbols[parameter.symbol] = uses
        if uses > 1 {
            answer.report(
                .warning, "plugin.repeated-id",
                "the number \(parameter.symbol) of '\(parameter.name)' is another parameter's already; "
                    + "hosts may move that one in its place")
            parameter.symbol += "#\(uses)"
        }
        if !parameter.group.isEmpty { join(parameter.group, groupName) }
        parameters.append(parameter)
    }

    private mutating func join(_ symbol: String, _ name: String) {
        if let place = places[symbol] {
            groups[place].parameters.append(parameters.count)
        } else {
            places[symbol] = groups.count
            groups.append(
                ParameterGroup(
                    symbol: symbol, name: name.isEmpty ? symbol : name,
                    parameters: [parameters.count]))
        }
    }

    /// Forgets the groups, for plugins whose groups are none.
    mutating func dropGroups() {
        groups = []
        for place in parameters.indices { parameters[place].group = "" }
    }

    /// Fills a descriptor.
    func fill(_ descriptor: inout PluginDescriptor) {
        descriptor.parameters = parameters
        descriptor.groups = groups
    }
}
