// What libFuzzer calls: FUZZ_TARGET in the environment says which reader is tried.
//
// A target traps when a reader says something implausible, or when two readers that must agree
// do not; everything else that is wrong traps by itself.
import ContentStore
import Diagnostics
import Glibc
import XMLDocument

@testable import BuildEngine
@testable import ControlMap
@testable import PluginCatalog
@testable import SourceText
@testable import TaskGraph

private let target: String = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? "yaml"
private let folder: String = getenv("FUZZ_FOLDER").map { String(cString: $0) } ?? "/dev/shm"

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    switch target {
    case "toml": check(TOMLReader.read(bytes, path: "a").diagnostics, bytes)
    case "json":
        check(JSONReader.read(bytes, path: "a").diagnostics, bytes)
        let (quick, quickFindings) = DescriptorReader.read(bytes, path: "a")
        let (slow, slowFindings) = DescriptorReader.overTree(bytes, path: "a")
        precondition(quick == slow && quickFindings == slowFindings, "the readers differ")
        check(slowFindings, bytes)
    case "yaml":
        check(YAMLReader.read(bytes, path: "a").diagnostics, bytes)
        if firstTextProblem(in: bytes, rule: .yaml) == nil,
            let simple = YAMLSimpleParser.read(bytes)
        {
            let events = YAMLReader.eventTree(bytes, "a")
            precondition(events.root == simple, "the readers differ")
            precondition(events.diagnostics.isEmpty, "the quick reader reads what is wrong")
        }
    case "map":
        check(ControlMap.read(bytes, path: "a").diagnostics, bytes)
        check(ControllerProfile.read(bytes, path: "a").diagnostics, bytes)
        check(ChannelRegistry.read(bytes, path: "a").diagnostics, bytes)
    case "xml": check(readXML(bytes, path: "a").diagnostics, bytes)
    case "codec":
        if let findings = decodedDiagnostics(bytes) {
            precondition(decodedDiagnostics(encodedDiagnostics(findings)) == findings)
        }
        _ = Trace(bytes)
        var reader = ByteReader(bytes)
        while let text = reader.text() { precondition(text.utf8.count <= 3 * bytes.count) }
    case "state": loadState(bytes)
    case "worker": checkMessages(bytes)
    case "turtle": checkBundle(bytes, in: folder)
    case "osc": checkOSC(bytes)
    case "lines": checkLines(bytes)
    case "smf": checkMIDIFile(bytes)
    case "midi": parseMIDI(bytes)
    case "player": play(bytes)
    case "runmap": checkRuntimeMap(bytes)
    default: fatalError("FUZZ_TARGET is none of those that scripts/fuzz/run names")
    }
    return 0
}

func check(_ findings: [Diagnostic], _ bytes: [UInt8]) {
    if let problem = implausible(findings, about: bytes) { fatalError(problem) }
    _ = DiagnosticRenderer().text(for: findings)
}

/// Loads the bytes as a snapshot and as a journal.
private func loadState(_ bytes: [UInt8]) {
    guard let disk = try? Disk(root: folder) else { fatalError("no folder \(folder)") }
    for name in ["state", "journal"] {
        let file = open("\(folder)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard file >= 0, write(file, bytes, bytes.count) == bytes.count else { fatalError(name) }
        close(file)
    }
    var state = StateFile(in: ".", on: disk)
    guard let loaded = try? state.load() else { return }
    var graph = loaded.state
    _ = state.loadNodes(into: &graph)
}
