/// A word of a command: text with placeholders.
///
/// `{in}`, `{in[0]}`, `{out}`, `{out[0]}`, `{depfile}` and `{name}` are placeholders, unless a `$`
/// stands before them, as in a shell's `${out}`. `{{` stands for a brace. Any other braces are text.
struct CommandWord: Equatable {
    enum Part: Equatable {
        case text(String)
        case inputs
        case input(Int)
        case outputs
        case output(Int)
        case depfile
        case name
    }

    private(set) var parts: [Part] = []
    /// What looks like a placeholder that was meant otherwise, with the right one.
    private(set) var mistakes: [(found: String, meant: String)] = []

    static func == (left: Self, right: Self) -> Bool { left.parts == right.parts }

    private static let mistaken = [
        "input": "in", "inputs": "in", "ins": "in", "output": "out", "outputs": "out",
        "outs": "out", "depfiles": "depfile",
    ]

    init(_ text: String) {
        var plain = ""
        var rest = text[...]
        while let character = rest.first {
            if rest.hasPrefix("{{") {
                plain.append("{")
                rest = rest.dropFirst(2)
                continue
            }
            if character == "{", plain.last != "$", let end = rest.firstIndex(of: "}") {
                let name = String(rest[rest.index(after: rest.startIndex)..<end])
                if let part = Self.part(name) {
                    if !plain.isEmpty { parts.append(.text(plain)) }
                    plain = ""
                    parts.append(part)
                    rest = rest[rest.index(after: end)...]
                    continue
                }
                if let meant = Self.mistaken[name] { mistakes.append((name, meant)) }
            }
            plain.append(character)
            rest = rest.dropFirst()
        }
        if !plain.isEmpty || parts.isEmpty { parts.append(.text(plain)) }
    }

    private static func part(_ name: String) -> Part? {
        switch name {
        case "in": return .inputs
        case "out": return .outputs
        case "depfile": return .depfile
        case "name": return .name
        default: break
        }
        for (prefix, make) in [("in[", Part.input), ("out[", Part.output)] {
            guard name.hasPrefix(prefix), name.hasSuffix("]"),
                let number = Int(name.dropFirst(prefix.count).dropLast()), number >= 0
            else { continue }
            return make(number)
        }
        return nil
    }

    /// Which outputs the word names, of so many.
    func outputs(of count: Int) -> Set<Int> {
        var found = Set<Int>()
        for part in parts {
            if part == .outputs { found.formUnion(0..<count) }
            if case .output(let number) = part { found.insert(number) }
        }
        return found
    }
}

/// What the placeholders of a command stand for: paths from its working directory.
struct CommandPaths {
    var name: String
    var inputs: [String]
    var outputs: [String]
    var depfile: String?

    /// A word with `{in}` or `{out}` becomes one for each path.
    func expanded(_ word: CommandWord) -> [String] {
        var words = [""]
        for part in word.parts {
            let texts = texts(for: part)
            words = words.flatMap { word in texts.map { word + $0 } }
        }
        return words
    }

    /// A text for a shell, in which paths are quoted and stand side by side.
    func expandedForShell(_ text: CommandWord) -> String {
        text.parts.map { part in
            if case .text(let text) = part { return text }
            return texts(for: part).map(shellQuoted).joined(separator: " ")
        }.joined()
    }

    private func texts(for part: CommandWord.Part) -> [String] {
        switch part {
        case .text(let text): [text]
        case .inputs: inputs
        case .outputs: outputs
        case .input(let number): inputs.indices.contains(number) ? [inputs[number]] : []
        case .output(let number): outputs.indices.contains(number) ? [outputs[number]] : []
        case .depfile: depfile.map { [$0] } ?? []
        case .name: [name]
        }
    }
}

/// A word as a shell reads it back.
func shellQuoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x30...0x39).contains(byte) || "-_./=+:,@%".utf8.contains(byte)
    }
    if plain, !word.isEmpty { return word }
    return "'"
        + word.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
}
