import Glibc
import PluginExtraction
import Testing

/// The worker program that was built with the tests.
let workerProgram: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    // Swift Testing may run the tests inside a tool of the toolchain: then the arguments tell.
    let candidates =
        [String(decoding: buffer[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)]
        + CommandLine.arguments
    for candidate in candidates {
        let folder = candidate.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let program = folder.joined(separator: "/") + "/pipeline-scan"
        if access(program, X_OK) == 0 { return program }
    }
    return "pipeline-scan"
}()

/// Fails, with the remedy, when a Debian package that the tests read is not there.
func requireBundle(_ name: String, package: String) throws -> String {
    try requireModule("/usr/lib/lv2/\(name)", package: package)
}

/// A module's path, which must be there.
func requireModule(_ path: String, package: String) throws -> String {
    try #require(access(path, R_OK) == 0, "\(path) is missing: apt-get install \(package)")
    return path
}

/// A folder that is there for one test.
final class ScratchFolder {
    let path: String

    init(in parent: String = "/tmp") {
        var template = Array("\(parent)/extraction-tests-XXXXXX".utf8CString)
        _ = mkdtemp(&template)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { _ = output(of: "rm -rf '\(path)'") }

    @discardableResult
    func write(_ text: String, to name: String, mode: mode_t = 0o644) -> String {
        let place = "\(path)/\(name)"
        if let slash = name.lastIndex(of: "/") { mkdir("\(path)/\(name[..<slash])", 0o755) }
        let file = fopen(place, "w")
        var text = text
        text.withUTF8 { _ = fwrite($0.baseAddress, 1, $0.count, file) }
        fclose(file)
        chmod(place, mode)
        return place
    }

    /// A bundle with one plugin, `http://example.org/p`, described by `data.ttl`.
    func bundle(_ name: String, data: String?) -> String {
        write(
            prefixes + "<http://example.org/p> a lv2:Plugin ; rdfs:seeAlso <data.ttl> .\n",
            to: "\(name)/manifest.ttl")
        if let data { write(prefixes + data, to: "\(name)/data.ttl") }
        return "\(path)/\(name)"
    }

    /// A program that stands in for the worker.
    func program(_ script: String) -> String {
        write("#!/bin/sh\n" + script + "\n", to: "worker", mode: 0o755)
    }
}

/// Four lines that open every Turtle fixture.
let prefixes = """
    @prefix lv2: <http://lv2plug.in/ns/lv2core#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix doap: <http://usefulinc.com/ns/doap#> .
    @prefix units: <http://lv2plug.in/ns/extensions/units#> .

    """

/// A port's Turtle text: control input, with more properties in `more`.
func port(_ index: Int, _ symbol: String, _ more: String = "") -> String {
    """
    [ a lv2:InputPort, lv2:ControlPort ; lv2:index \(index) ; lv2:symbol "\(symbol)" ;
      lv2:name "\(symbol)" \(more) ]
    """
}

/// What a shell command prints.
func output(of command: String) -> String {
    guard let stream = popen(command, "r") else { return "" }
    defer { pclose(stream) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, stream), count > 0 {
        bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// The installed bundles' folders, sorted.
func installedBundles() -> [String] {
    output(of: "ls -d /usr/lib/lv2/*.lv2").split(separator: "\n").map(String.init)
}

func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

/// The failure that a call ends with.
func failure<Value>(
    of body: () throws(ExtractionFailure) -> Value
) throws -> ExtractionFailure {
    do {
        _ = try body()
    } catch {
        return error
    }
    throw Absent()
}

struct Absent: Error {}
