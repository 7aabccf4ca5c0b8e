import Diagnostics

/// The tables of a text while it is read: they can be extended until the end of the text.
struct TOMLTables {
    enum Value {
        case node(SourceNode)
        case table(Int)
        /// The tables that `[[…]]` headers made.
        case list([Int])
    }

    struct Entry {
        var key: TOMLKey
        var value: Value
    }

    /// How a table came to be, which says who may extend it.
    enum Origin {
        /// On the way to another header's table; a header of its own may follow.
        case path
        case header
        case dottedKey
    }

    struct Table {
        var origin: Origin
        var range: SourceRange
        var entries: [Entry] = []
        var places: [String: Int] = [:]

        func entry(_ name: String) -> Entry? { places[name].map { entries[$0] } }
    }

    private(set) var tables: [Table] = []

    /// Makes a table that nothing refers to yet.
    mutating func add(_ origin: Origin, at range: SourceRange) -> Int {
        tables.append(Table(origin: origin, range: range))
        return tables.count - 1
    }

    func entry(_ name: String, in table: Int) -> Entry? { tables[table].entry(name) }

    /// Appends an entry whose name the table does not have yet.
    mutating func append(_ key: TOMLKey, _ value: Value, to table: Int) {
        tables[table].places[key.name] = tables[table].entries.count
        tables[table].entries.append(Entry(key: key, value: value))
    }

    /// One more table at the end of a list.
    mutating func extendList(_ name: String, in table: Int, with element: Int) {
        guard let place = tables[table].places[name],
            case .list(let elements) = tables[table].entries[place].value
        else { return }
        tables[table].entries[place].value = .list(elements + [element])
    }

    /// Gives a table that was on the way to others its own header.
    mutating func define(_ table: Int, at range: SourceRange) {
        tables[table].origin = .header
        tables[table].range = range
    }

    /// The finished tree below a table; ranges reach to the end of what a table holds.
    func node(_ table: Int) -> SourceNode {
        var range = tables[table].range
        let entries = tables[table].entries.map { entry in
            let value = node(entry.value)
            range.end = max(range.end, value.range.end)
            return SourceEntry(key: entry.key.name, keyRange: entry.key.range, value: value)
        }
        return SourceNode(.mapping(entries), range: range)
    }

    private func node(_ value: Value) -> SourceNode {
        switch value {
        case .node(let node): return node
        case .table(let table): return node(table)
        case .list(let elements):
            let nodes = elements.map { node($0) }
            let start = nodes.first?.range.start ?? SourcePosition(line: 1, column: 1)
            let end = nodes.map(\.range.end).max() ?? start
            return SourceNode(.sequence(nodes), range: SourceRange(start: start, end: end))
        }
    }
}

/// One part of a key, and where it stands.
struct TOMLKey {
    var name: String
    var range: SourceRange
}
