import Diagnostics
import MapGenerators
import SourceText

extension Manifest {
    /// Reads a `[[generate]]`.
    mutating func readGeneration(_ node: SourceNode, _ fields: inout FieldReader) {
        guard
            var section = FieldReader(
                node, of: "[[generate]]", path: fields.path, area: fields.area,
                diagnostics: &fields.diagnostics)
        else { return }
        let target = section.target("target")
        let name = section.string("name")
        let output = section.string("output", .required)
        if let output { _ = section.checkInside(output) }
        let options = target.map { section.options(of: $0.value) } ?? [:]
        if let target { checkOutputs(of: target.value, options, &section) }
        if let target, let output {
            let generation = Generation(
                target: target.value, name: name?.value ?? target.value.name,
                output: output.value.normalizedPath, options: options)
            add(generation, named: name?.range ?? target.range, into: output.range, &section)
        } else {
            for name in GenerationTarget.allOptions { section.allow(name) }
        }
        fields.absorb(section)
    }

    /// Fills in what tables leave open and other entries say, once all are read.
    mutating func completeGenerations(_ nodes: [SourceNode], _ fields: inout FieldReader) {
        // An entry that was refused has left no generation.
        guard nodes.count == generations.count else { return }
        let entries = generations.map { (target: $0.target.name, options: $0.options) }
        for (place, node) in nodes.enumerated() {
            for option in generations[place].target.options {
                guard case .table(let table) = option.values, let stated = node[option.name],
                    let text = generations[place].options[option.name]
                else { continue }
                do throws(TargetOptionError) {
                    generations[place].options[option.name] = try table.completed(text, entries)
                } catch {
                    fields.report(.error, "missing-key", error.message, at: stated.range)
                }
            }
        }
    }

    /// Reports an output that an option names and that is none, or takes no OSC.
    private func checkOutputs(
        of target: GenerationTarget, _ options: TargetOptions, _ section: inout FieldReader
    ) {
        for option in target.options {
            guard case .table(let table) = option.values,
                let name = options[option.name].flatMap({ table.output($0) }),
                let place = section.node(option.name)?["output"]?.range
            else { continue }
            if outputs.contains(where: { $0.name == name && !$0.takesMIDI }) { continue }
            let suitable = outputs.filter { !$0.takesMIDI }.map(\.name)
            let nearest = nearestName(to: name, among: suitable)
            let hint =
                nearest.map { "; did you mean '\($0)'?" }
                ?? "; declare it as an [[output]] with 'name' and 'osc'"
            section.report(
                .error, "unknown-output", "no output that takes OSC is called '\(name)'\(hint)",
                at: place, correcting: nearest.map { (name, $0) })
        }
    }

    private mutating func add(
        _ generation: Generation, named nameRange: SourceRange, into outputRange: SourceRange,
        _ section: inout FieldReader
    ) {
        let isPlain = generation.name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
        }
        if !isPlain || generation.name.isEmpty {
            section.report(
                .error, "unknown-value",
                "'\(generation.name)' cannot name nodes; write letters, digits, '-' and '_'",
                at: nameRange)
        }
        let inputs = (maps + controllers + descriptors).map { GlobPattern($0).fixedFolder }
        if let input = inputs.first(where: { Self.lies($0, in: generation.output) }) {
            section.report(
                .error, "output-among-inputs",
                "the inputs in '\(input)' lie in '\(generation.output)'; "
                    + "write outputs to a folder of their own",
                at: outputRange)
        }
        if generations.contains(where: { $0.name == generation.name }) {
            section.report(
                .error, "duplicate-name",
                "two [[generate]] entries are called '\(generation.name)'; give one of them another 'name'",
                at: nameRange)
        }
        if generations.contains(where: { $0.output == generation.output }) {
            section.report(
                .error, "duplicate-output",
                "two [[generate]] entries write to '\(generation.output)'; give one of them another 'output'",
                at: outputRange)
        }
        generations.append(generation)
    }
}

extension GenerationTarget {
    /// The names of all targets' options, each once.
    fileprivate static var allOptions: [String] {
        var names: [String] = []
        for option in all.flatMap(\.options) where !names.contains(option.name) {
            names.append(option.name)
        }
        return names
    }
}

extension FieldReader {
    fileprivate mutating func target(_ key: String) -> Located<GenerationTarget>? {
        guard let text = string(key, .required) else { return nil }
        if let target = GenerationTarget.named(text.value) {
            return Located(target, at: text.range)
        }
        reportUnknown(text, key: key, GenerationTarget.all.map(\.name))
        return nil
    }

    /// The values of a target's options; those of other targets are reported.
    fileprivate mutating func options(of target: GenerationTarget) -> TargetOptions {
        var values: TargetOptions = [:]
        for option in target.options { values[option.name] = value(of: option) }
        for name in GenerationTarget.allOptions where values[name] == nil {
            guard let node = node(name) else { continue }
            report(
                .error, "unused-option",
                "'\(name)' means nothing to the target '\(target.name)'", at: node.range)
        }
        return values
    }

    private mutating func value(of option: TargetOption) -> String {
        if case .table(let table) = option.values {
            guard var reader = nested(option.name, of: "'\(option.name)'") else {
                return option.fallback
            }
            let text = table.read(&reader)
            absorb(reader)
            return text ?? option.fallback
        }
        let found: Located<String>?
        let problem: String
        switch option.values {
        case .text:
            (found, problem) = (string(option.name), "unknown-value")
        case .number:
            let number = integer(option.name)
            (found, problem) = (number.map { Located("\($0.value)", at: $0.range) }, "out-of-range")
        case .table: return option.fallback
        }
        guard let found else { return option.fallback }
        do throws(TargetOptionError) { try option.validate(found.value) } catch {
            report(.error, problem, error.message, at: found.range)
        }
        return found.value
    }
}
