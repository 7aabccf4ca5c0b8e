import Diagnostics
import SourceText

/// A descriptor and the text it was read from, so that rules can point at what they mean.
struct DescriptorDocument {
    var descriptor: PluginDescriptor
    var path: String
    /// The objects of `descriptor.parameters`, in the same order; empty where places are not known.
    var parameters: [SourceNode]
    /// The members of the groups object, in the order of `descriptor.groups`.
    var groups: [SourceEntry]
    /// What `metadata` says of the number of parameters, and where.
    var statedCount: Located<Int>?

    /// Where a field of a parameter is written; the start of the parameter when it is not.
    func place(_ key: String, ofParameter position: Int) -> SourceRange {
        guard parameters.indices.contains(position) else { return unknownPlace }
        let node = parameters[position]
        if let value = node[key] { return value.range }
        return SourceRange(start: node.range.start, end: node.range.start)
    }

    /// Where a choice's value is written.
    func place(ofChoice choice: Int, ofParameter position: Int) -> SourceRange {
        guard parameters.indices.contains(position) else { return unknownPlace }
        let items = parameters[position]["choices"]?.sequence ?? []
        guard items.indices.contains(choice) else { return place("choices", ofParameter: position) }
        return items[choice]["value"]?.range ?? items[choice].range
    }

    /// Where a member of a group is written.
    func place(ofMember member: Int, ofGroup group: Int) -> SourceRange {
        guard groups.indices.contains(group) else { return unknownPlace }
        let items = groups[group].value["parameters"]?.sequence ?? []
        return items.indices.contains(member) ? items[member].range : groups[group].keyRange
    }

    private var unknownPlace: SourceRange { SourceRange(line: 1, column: 1) }

    /// A finding in this document.
    func finding(
        _ severity: Severity, _ code: String, _ message: String, at range: SourceRange,
        notes: [Diagnostic.Note] = [], fixIt: FixIt? = nil
    ) -> Diagnostic {
        Diagnostic(
            severity, "descriptor." + code, message, path: path, range: range, notes: notes,
            fixIt: fixIt)
    }

    /// A note that points at a field of a parameter.
    func note(_ message: String, at key: String, ofParameter position: Int) -> Diagnostic.Note {
        Diagnostic.Note(
            message,
            at: SourceLocation(path: path, range: place(key, ofParameter: position)))
    }
}

extension PluginParameter {
    /// How a message names it.
    var title: String { symbol.isEmpty ? "'\(name)'" : "'\(symbol)'" }
}

/// A number as messages show it: 20 instead of 20.0.
func shown(_ value: Double) -> String {
    if let whole = Int(exactly: value) { return String(whole) }
    return String(value)
}
