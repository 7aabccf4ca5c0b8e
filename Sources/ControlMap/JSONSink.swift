import SourceText

/// What takes a value as JSON: its text, or a tree of it.
protocol JSONSink: ~Copyable {
    /// A member's name; its value must follow.
    mutating func name(_ name: StaticString)
    mutating func value(_ text: String)
    mutating func value(_ number: Int)
    mutating func value(_ number: Double)
    mutating func value(_ flag: Bool)
    mutating func null()
    mutating func object(_ body: (inout Self) -> Void)
    mutating func array(_ body: (inout Self) -> Void)
}

extension JSONStream: JSONSink {}

extension JSONSink where Self: ~Copyable {
    mutating func add(_ name: StaticString, _ text: String) {
        self.name(name)
        value(text)
    }

    mutating func add(_ name: StaticString, _ number: Int) {
        self.name(name)
        value(number)
    }

    mutating func add(_ name: StaticString, _ flag: Bool) {
        self.name(name)
        value(flag)
    }

    mutating func add(_ name: StaticString, _ text: String, unless usual: String) {
        if text != usual { add(name, text) }
    }

    mutating func add(_ name: StaticString, _ number: Double, unless usual: Double) {
        if number != usual { add(name, number) }
    }

    mutating func add(_ name: StaticString, _ number: Double?) {
        guard let number else { return }
        self.name(name)
        value(number)
    }

    mutating func add(_ name: StaticString, _ flag: Bool, unless usual: Bool) {
        if flag != usual { add(name, flag) }
    }

    mutating func add(_ name: StaticString, orNull text: String?) {
        self.name(name)
        if let text { value(text) } else { null() }
    }

    mutating func object(_ name: StaticString, _ body: (inout Self) -> Void) {
        self.name(name)
        object(body)
    }

    mutating func array(_ name: StaticString, _ body: (inout Self) -> Void) {
        self.name(name)
        array(body)
    }
}

/// A value under construction.
struct JSONTree: JSONSink {
    private var members: [JSONValue.Member] = []
    private var values: [JSONValue] = []
    private var pending: String?

    /// What was added, as an object.
    var object: JSONValue { .object(members) }

    mutating func name(_ name: StaticString) { pending = "\(name)" }
    mutating func value(_ text: String) { add(.string(text)) }
    mutating func value(_ number: Int) { add(.integer(Int64(number))) }
    mutating func value(_ number: Double) { add(.number(number)) }
    mutating func value(_ flag: Bool) { add(.bool(flag)) }
    mutating func null() { add(.null) }

    mutating func object(_ body: (inout JSONTree) -> Void) {
        var inner = JSONTree()
        body(&inner)
        add(inner.object)
    }

    mutating func array(_ body: (inout JSONTree) -> Void) {
        var inner = JSONTree()
        body(&inner)
        add(.array(inner.values))
    }

    /// Adds a value that is made already: the last name's, else the next of an array.
    mutating func add(_ value: JSONValue) {
        if let name = pending {
            members.append(JSONValue.Member(name, value))
            pending = nil
        } else {
            values.append(value)
        }
    }
}
