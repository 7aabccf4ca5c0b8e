import Glibc
import Testing

@testable import pipeline_scan

/// The tables against the specification files of Debian's lv2-dev.
@Suite struct SpecificationTablesTests {
    @Test func `every plugin class of the core specification is in the table, with its label`()
        throws
    {
        let text = try specification("core.lv2/lv2core.ttl")
        var seen: Set<String> = []
        for block in text.blocks where block.contains("a rdfs:Class") {
            guard let name = block.subject(prefix: "lv2:"), name.hasSuffix("Plugin"),
                name != "Plugin"
            else { continue }
            seen.insert(name)
            let entry = try #require(LV2Classes.table[name], "no entry for \(name)")
            #expect(block.value(of: "rdfs:label") == entry.label)
            let parents = block.components(after: "rdfs:subClassOf", until: ";")
            #expect(parents.contains("lv2:" + entry.parent), "\(name) refines \(parents)")
        }
        #expect(seen == Set(LV2Classes.table.keys))
    }

    @Test func `every unit of the units extension is in the table, with its symbol`() throws {
        let text = try specification("units.lv2/units.ttl")
        var seen: Set<String> = []
        for block in text.blocks where block.contains("a units:Unit") {
            guard let name = block.subject(prefix: "units:") else { continue }
            seen.insert(name)
            #expect(LV2Units.table[name] == block.value(of: "units:symbol"), "\(name)")
        }
        #expect(seen == Set(LV2Units.table.keys))
        #expect(!seen.isEmpty)
    }

    @Test func `every typed parameter of the parameters extension is in the table, with its label`()
        throws
    {
        let text = try specification("parameters.lv2/parameters.ttl")
        var seen: Set<String> = []
        for block in text.blocks where block.contains("rdfs:range atom:Float") {
            guard let name = block.subject(prefix: "param:") else { continue }
            seen.insert(name)
            #expect(LV2Parameters.table[name] == block.value(of: "rdfs:label"), "\(name)")
            #expect(block.contains("lv2:minimum") == (name == "gain"))
        }
        #expect(seen == Set(LV2Parameters.table.keys))
        #expect(!seen.isEmpty)
    }

    @Test(arguments: [
        (["Plugin", "CompressorPlugin", "DynamicsPlugin"], "Compressor Plugin"),
        (["Plugin"], ""), ([], ""), (["ReverbPlugin", "DelayPlugin"], "Reverb Plugin"),
        (["PhaserPlugin", "LowpassPlugin"], "Lowpass Filter Plugin"),
    ])
    func `the most special class names the plugin`(names: [String], label: String) {
        #expect(LV2Classes.label(ofTypes: names.map { LV2Classes.namespace + $0 }) == label)
    }

    @Test(arguments: [
        ("%f dB", "dB"), ("%.2f Hz", "Hz"), ("%d%%", "%"), ("x%i", "x"), ("%f", ""),
        ("bars", "bars"),
        ("%5.1f st", "st"),
    ])
    func `a unit's symbol is what its format puts around the number`(format: String, symbol: String)
    {
        #expect(LV2Units.symbol(inFormat: format) == symbol)
    }
}

private func specification(_ name: String) throws -> String {
    let path = "/usr/lib/lv2/" + name
    let file = try #require(fopen(path, "r"), "\(path) is missing: apt-get install lv2-dev")
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
}

extension String {
    /// Paragraphs: one subject each in the specification's files.
    fileprivate var blocks: [String] {
        var blocks: [String] = [""]
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty { blocks.append("") } else { blocks[blocks.count - 1] += line + "\n" }
        }
        return blocks
    }

    fileprivate func subject(prefix: String) -> String? {
        guard hasPrefix(prefix), let line = split(separator: "\n").first else { return nil }
        return String(line.dropFirst(prefix.count))
    }

    fileprivate func value(of property: String) -> String? {
        for line in split(separator: "\n") {
            guard let found = line.range(of: property + " \"") else { continue }
            return line[found.upperBound...].split(
                separator: "\"", maxSplits: 1, omittingEmptySubsequences: false
            ).first.map(String.init)
        }
        return nil
    }

    fileprivate func components(after word: String, until end: Character) -> [String] {
        guard let found = range(of: word) else { return [] }
        return self[found.upperBound...].prefix { $0 != end }
            .split { " ,\n\t".contains($0) }.map(String.init)
    }
}
