/// A text as it is written in YAML: plain where that is safe anywhere, else in double quotes.
public func yamlText(_ text: String) -> String {
    let words: Set<String> = ["true", "false", "null", "none", "yes", "no", "on", "off", "y", "n"]
    let isPlain =
        text.unicodeScalars.allSatisfy(isPlainInside)
        && text.unicodeScalars.first.map { $0.properties.isAlphabetic } ?? false
        && !text.hasSuffix(" ") && !words.contains(text.lowercased())
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": quoted += "\\\(scalar)"
        case "\n": quoted += "\\n"
        case "\t": quoted += "\\t"
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}

private func isPlainInside(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " ", "_", "-", ".", "/", "(", ")", "+": true
    default: scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value)
    }
}
