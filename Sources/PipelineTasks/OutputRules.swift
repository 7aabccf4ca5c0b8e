import BuildEngine
import ControlMap
import Diagnostics
import MapGenerators

extension PipelineRules {
    /// What the manifest reports of outputs after all maps are read.
    static let outputFindings = [
        FindingKind("manifest.unused-output", .info, "Some map sends to each output")
    ]

    /// Hands on where the names of outputs stand, apart from what they are: a line more above them
    /// concerns only who shows them.
    func emitOutputPlaces(of manifest: Manifest, _ bytes: [UInt8], _ context: RuleContext) {
        let routed = manifest.generations.flatMap { generation in
            generation.target.options.compactMap { option -> String? in
                guard case .table(let table) = option.values else { return nil }
                return generation.options[option.name].flatMap { table.output($0) }
            }
        }
        let rows = zip(manifest.outputs, manifest.outputPlaces).map { output, range in
            let ends = [range.start, range.end].flatMap { ["\($0.line)", "\($0.column)"] }
            return [output.name, routed.contains(output.name) ? "routed" : ""] + ends
        }
        context.emit("output-places", TextRows(rows).bytes)
        if !rows.isEmpty {
            context.emit("text", TextRows([String(decoding: bytes, as: UTF8.self)]).bytes)
        }
    }

    /// Looks which outputs nothing sends to.
    func checkOutputs(_ context: RuleContext) throws(Interrupt) {
        let maps = try context.requiredRows("paths", of: NodeName.maps).texts
        try context.prepare(maps.map(NodeName.validate))
        var used: Set<String> = []
        for map in maps {
            let node = NodeName.validate(map)
            // Of a map with errors it is not known what it sends to.
            if try context.digest("resolved", of: node).isAbsent,
                try context.value("summary", of: node) == nil
            {
                return
            }
            used.formUnion(try context.rows("outputs", of: node).texts)
        }
        var findings: [Diagnostic] = []
        for row in try context.rows("output-places", of: NodeName.manifest).rows {
            let numbers = row.dropFirst(2).compactMap { Int($0) }
            guard row.count == 6, numbers.count == 4, row[1].isEmpty, !used.contains(row[0]) else {
                continue
            }
            let range = SourceRange(
                start: SourcePosition(line: numbers[0], column: numbers[1]),
                end: SourcePosition(line: numbers[2], column: numbers[3]))
            findings.append(
                Diagnostic(
                    .info, "manifest.unused-output",
                    "no map sends to the output '\(row[0])'", path: manifestPath, range: range))
        }
        if findings.isEmpty { return }
        let text = try context.rows("text", of: NodeName.manifest).texts.first ?? ""
        context.report(
            findings.attachingExcerpts(from: Array(text.utf8), path: manifestPath),
            as: try severities(context))
    }
}

extension RuleContext {
    /// The outputs that the manifest declares.
    func outputs() throws(Interrupt) -> [OutputDeclaration] {
        try value("outputs", of: NodeName.manifest) { bytes in
            TextRows(bytes).rows.compactMap { OutputDeclaration(fields: $0) }
        } ?? []
    }
}
