import Diagnostics

extension YAMLProblem {
    /// The finding in our words, at the place where the mistake was made.
    func diagnostic(in bytes: [UInt8], path: String) -> Diagnostic {
        let words = wording(in: bytes)
        return Diagnostic(
            .error, "yaml.syntax", words.message, path: path,
            range: SourceRange(at: words.atContext ? contextPlace : place),
            notes: words.note.map {
                [.init($0, at: SourceLocation(path: path, range: SourceRange(at: contextPlace)))]
            } ?? [])
    }

    private struct Wording {
        var message: String
        /// Whether the start of the thing is the place to look at.
        var atContext = false
        /// What stands at the start of the thing.
        var note: String?
    }

    private func wording(in bytes: [UInt8]) -> Wording {
        switch problem {
        case "found character that cannot start any token": return unexpectedCharacter(in: bytes)
        case "could not find expected ':'":
            return Wording(message: "a key must be followed by ':' and a space", atContext: true)
        case "mapping values are not allowed in this context":
            return Wording(
                message: "a value cannot start here; indent the key like its neighbours, "
                    + "or put text that holds ': ' in quotes")
        case "mapping keys are not allowed in this context",
            "block sequence entries are not allowed in this context":
            return Wording(
                message: "this cannot start here; put it on a line of its own, indented")
        case "did not find expected key":
            return Wording(
                message: "a key must start here; indent it like the keys before it",
                note: "the mapping starts here")
        case "did not find expected '-' indicator":
            return Wording(
                message: "a '-' must start here; indent it like the '-' before it",
                note: "the list starts here")
        case "did not find expected ',' or ']'":
            return Wording(
                message: "a ',' or ']' must be here", note: "the list starts here")
        case "did not find expected ',' or '}'":
            return Wording(
                message: "a ',' or '}' must be here", note: "the mapping starts here")
        case "found unexpected end of stream", "found unexpected document indicator":
            return Wording(message: "the text in quotes has no closing quote", atContext: true)
        default: return rareWording
        }
    }

    /// Problems that few authors meet.
    private var rareWording: Wording {
        switch problem {
        case "did not find expected node content":
            return Wording(message: "a value must be here")
        case "found unknown escape character", "did not find expected hexdecimal number",
            "found invalid Unicode character escape code":
            return Wording(
                message: "the escape after '\\' is not known; write '\\\\' for a backslash")
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return Wording(message: "a tab stands where lines are indented; use spaces")
        case "did not find expected comment or line break":
            return Wording(message: "only a comment may follow '|' or '>' on its line")
        case "found an indentation indicator equal to 0":
            return Wording(message: "the indentation after '|' or '>' must be from 1 to 9")
        case "did not find expected alphabetic or numeric character":
            return Wording(
                message: "'&' and '*' need a name of letters and digits; put other text in quotes")
        case "did not find expected <document start>":
            return Wording(message: "the value has ended; nothing but comments may follow it")
        case "found undefined tag handle":
            return Wording(message: "the tag is not known; leave it out", atContext: true)
        case "found incompatible YAML document":
            return Wording(message: "the file asks for another version of YAML; 1.2 is read")
        default:
            let part = context.isEmpty ? "" : " \(context)"
            return Wording(message: "this is not YAML: \(problem)\(part)")
        }
    }

    private func unexpectedCharacter(in bytes: [UInt8]) -> Wording {
        switch character(in: bytes) {
        case "\t":
            return Wording(message: "a tab stands where lines are indented; use spaces")
        case let character?:
            return Wording(message: "text cannot start with '\(character)'; put it in quotes")
        case nil: return Wording(message: "a value must be here")
        }
    }

    /// The character at `place`.
    private func character(in bytes: [UInt8]) -> Unicode.Scalar? {
        let lines = bytes.split(
            separator: 0x0A, maxSplits: place.line, omittingEmptySubsequences: false)
        guard place.line <= lines.count else { return nil }
        let scalars = String(decoding: lines[place.line - 1], as: UTF8.self).unicodeScalars
        return scalars.dropFirst(place.column - 1).first
    }
}
