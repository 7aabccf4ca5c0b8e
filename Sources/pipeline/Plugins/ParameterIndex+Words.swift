import PluginCatalog
import SourceText

extension ParameterIndex.Hit {
    var identity: PluginIdentity? {
        let parts = key.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, let format = PluginFormat(rawValue: parts[0]) else { return nil }
        return PluginIdentity(format: format, id: parts[1])
    }
}

/// What was searched, for those who found nothing.
extension ParameterIndex {
    /// How many parameters of how many plugins of which formats there are.
    var extent: (parameters: Int, plugins: Int, formats: [PluginFormat]) {
        var parameters = 0
        var keys: Set<String> = []
        for row in linesOfFields(7) {
            parameters += 1
            keys.insert(String(decoding: row[0], as: UTF8.self))
        }
        let names = Set(keys.compactMap { $0.split(separator: " ").first.map(String.init) })
        return (
            parameters, keys.count, PluginFormat.allCases.filter { names.contains($0.rawValue) }
        )
    }

    /// A word that stands in the index and is spelt nearly so.
    func nearestWord(to word: String) -> String? {
        var known: Set<String> = []
        for line in linesOfFields(2) {
            known.formUnion(Self.words(String(decoding: line[0], as: UTF8.self)))
        }
        return nearestName(
            to: word, among: known.subtracting([word]).sorted(), within: word.count < 6 ? 1 : 2)
    }

    /// The words of a text, in its letters.
    static func words(_ text: String) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// The lines with so many fields: two to look in, seven about a parameter.
    private func linesOfFields(_ count: Int) -> [[[UInt8]]] {
        lines.withBytes { bytes in
            bytes.split(separator: UInt8(ascii: "\n")).map { line in
                line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                    .map { Array($0) }
            }.filter { $0.count == count }
        }
    }
}
