import Diagnostics
import SourceText

/// Reads descriptor files, our own and those of other extractors in the same format.
///
/// What is not of the expected type is an error, `descriptor.wrong-type`; what must be there and
/// is not, `descriptor.missing-key`; a word out of a fixed set, `descriptor.unknown-value`. A text
/// that can be read is then held against every rule in `DescriptorRules`.
public enum DescriptorReader {
    /// Reads a descriptor and checks that it is sound.
    ///
    /// - Parameter path: named in the findings.
    /// - Returns: the descriptor, `nil` when the text cannot be read as one; and every finding, in
    ///   the order of the text. A descriptor that is given with errors can be shown, but is not
    ///   fit for generating from.
    /// - Complexity: O(`bytes.count`).
    public static func read(_ bytes: [UInt8], path: String) -> (PluginDescriptor?, [Diagnostic]) {
        quick(bytes, path) ?? overTree(bytes, path: path)
    }

    /// Reads a descriptor that was found sound when it was written, which is not checked again.
    ///
    /// - Returns: `nil` when the text cannot be read as one.
    /// - Complexity: O(`bytes.count`).
    public static func read(sound bytes: [UInt8]) -> PluginDescriptor? {
        QuickDescriptorReader.read(bytes)?.descriptor ?? overTree(bytes, path: "").0
    }

    /// Reads a descriptor that there is nothing to say about.
    private static func quick(
        _ bytes: [UInt8], _ path: String
    ) -> (PluginDescriptor?, [Diagnostic])? {
        guard let (descriptor, count) = QuickDescriptorReader.read(bytes) else { return nil }
        let place = SourceRange(line: 1, column: 1)
        let document = DescriptorDocument(
            descriptor: descriptor, path: path, parameters: [], groups: [],
            statedCount: count.map { Located($0, at: place) })
        // Findings need places: the tree has them.
        for rule in DescriptorRules.all where !rule.check(document).isEmpty { return nil }
        return (descriptor, [])
    }

    /// Reads a descriptor by way of a tree that knows where everything is written.
    static func overTree(
        _ bytes: [UInt8], path: String
    ) -> (PluginDescriptor?, [Diagnostic]) {
        let reading = JSONReader.read(bytes, path: path)
        var diagnostics = reading.diagnostics
        guard let root = reading.root,
            let document = document(root, path: path, diagnostics: &diagnostics)
        else { return (nil, diagnostics.sorted()) }
        for rule in DescriptorRules.all { diagnostics += rule.check(document) }
        return (document.descriptor, diagnostics.sorted())
    }

    private static func document(
        _ root: SourceNode, path: String, diagnostics: inout [Diagnostic]
    ) -> DescriptorDocument? {
        guard
            var reader = FieldReader(
                root, of: "a descriptor", path: path, area: "descriptor", diagnostics: &diagnostics)
        else { return nil }
        reader.allow("presets", "$schema")
        var document = DescriptorDocument(
            descriptor: PluginDescriptor(
                identity: PluginIdentity(format: .lv2, id: ""), name: "", parameters: []),
            path: path, parameters: [], groups: [])
        readPlugin(&reader, into: &document)
        readMetadata(&reader, into: &document)
        readParameters(&reader, into: &document)
        readGroups(&reader, into: &document)
        reader.finish()
        // Other extractors add keys of their own, which harm nothing.
        for position in reader.diagnostics.indices
        where reader.diagnostics[position].code == "descriptor.unknown-key" {
            reader.diagnostics[position].severity = .warning
            reader.diagnostics[position].fixIt = nil
        }
        let hasErrors = reader.diagnostics.contains { $0.severity == .error }
        diagnostics += reader.diagnostics
        return hasErrors ? nil : document
    }

    private static func readPlugin(
        _ reader: inout FieldReader, into document: inout DescriptorDocument
    ) {
        guard var plugin = reader.nested("plugin", .required, of: "the plugin") else { return }
        plugin.allow("description", "label")
        let format = plugin.string("format", .required)
        document.descriptor.name = plugin.string("name", .required)?.value ?? ""
        document.descriptor.manufacturer = plugin.string("manufacturer")?.value ?? ""
        document.descriptor.version = plugin.string("version")?.value ?? ""
        document.descriptor.category = plugin.string("category")?.value ?? ""
        document.descriptor.takesHostEdits = plugin.boolean("host_edits")?.value ?? false
        let uri = plugin.string("uri")
        let uid = plugin.string("uid", uri == nil ? .required : .optional)
        document.descriptor.identity.id = (uri ?? uid)?.value ?? ""
        if let format {
            if let known = PluginFormat(rawValue: format.value.lowercased()) {
                document.descriptor.identity.format = known
            } else {
                let words = PluginFormat.allCases.map { $0.rawValue.uppercased() }
                plugin.report(
                    .error, "unknown-value",
                    "'format' is '\(format.value)', but must be one of "
                        + words.joined(separator: ", "), at: format.range)
            }
        }
        reader.absorb(plugin)
    }

    private static func readMetadata(
        _ reader: inout FieldReader, into document: inout DescriptorDocument
    ) {
        guard var metadata = reader.nested("metadata", of: "the metadata") else { return }
        metadata.allow("version", "created", "updated", "author", "description", "tags")
        document.statedCount = metadata.integer("parameter_count", in: 0...Int.max)
        _ = metadata.integer("index_base", in: 0...0)
        reader.absorb(metadata)
    }

    private static func readParameters(
        _ reader: inout FieldReader, into document: inout DescriptorDocument
    ) {
        guard let list = reader.list("parameters", .required) else { return }
        var parameters = ParameterNodeReader()
        document.descriptor.parameters.reserveCapacity(list.value.count)
        for node in list.value {
            document.descriptor.parameters.append(parameters.parameter(node, &reader))
        }
        document.parameters = list.value
    }

    private static func readGroups(
        _ reader: inout FieldReader, into document: inout DescriptorDocument
    ) {
        guard let node = reader.node("groups") else { return }
        guard let entries = node.mapping else {
            reader.report(
                .error, "wrong-type", "'groups' is \(node.kindName), but must be an object",
                at: node.range)
            return
        }
        for entry in entries {
            guard var group = reader.nested(entry.value, of: "the group '\(entry.key)'") else {
                continue
            }
            group.allow("description")
            let name = group.string("name")?.value ?? entry.key
            var members: [Int] = []
            for member in group.list("parameters", .required)?.value ?? [] {
                if let index = member.integer.flatMap({ Int(exactly: $0) }) {
                    members.append(index)
                } else {
                    group.report(
                        .error, "wrong-type",
                        "a member is \(member.kindName), but must be a parameter's index",
                        at: member.range)
                }
            }
            reader.absorb(group)
            document.descriptor.groups.append(
                ParameterGroup(symbol: entry.key, name: name, parameters: members))
            document.groups.append(entry)
        }
    }
}

extension FieldReader {
    /// A reader for a node that is at hand already.
    fileprivate mutating func nested(_ node: SourceNode, of subject: String) -> FieldReader? {
        FieldReader(node, of: subject, path: path, area: area, diagnostics: &diagnostics)
    }
}
