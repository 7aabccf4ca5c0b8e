// What a worker says, which plugins may have a hand in, and what it reads of LV2 bundles.
import Diagnostics
import Glibc
import PluginCatalog

@testable import PipelineScan
@testable import PluginExtraction

/// What is read of a message must be written and read again; descriptors in it are read like any.
func checkMessages(_ bytes: [UInt8]) {
    if let request = try? ScanRequest(message: bytes) {
        precondition((try? ScanRequest(message: Array(request.frame.dropFirst(4)))) == request)
    }
    guard let reply = try? ScanReply(message: bytes) else { return }
    precondition((try? ScanReply(message: Array(reply.frame.dropFirst(4)))) == reply)
    switch reply.content {
    case .identity(let identity): render(identity.diagnostics + reply.findings)
    case .description(let description):
        render(description.diagnostics + reply.findings)
        for plugin in description.plugins {
            guard let descriptor = plugin.descriptor else { continue }
            check(DescriptorReader.read(descriptor, path: "a").1, descriptor)
        }
    case .ended(let end):
        let mark = "pipeline-scan: address space in pages at the crash: "
        let lines = [mark + "\(end.processorNanoseconds)"]
        let ended = WorkerProcess.End(
            status: end.status, processorNanoseconds: end.processorNanoseconds, logLines: lines)
        let failure = ExtractionFailure(
            PluginModule(.clap, "/a"), reason: ended.reason(WorkerLimits()), logTail: ended.logTail)
        render([failure.diagnostic])
    }
}

private func render(_ findings: [Diagnostic]) { _ = DiagnosticRenderer().text(for: findings) }

private let manifest = """
    @prefix lv2: <http://lv2plug.in/ns/lv2core#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    <http://example.org/p> a lv2:Plugin ; rdfs:seeAlso <data.ttl> .

    """
/// The fuzzer's own standard error, and the file that takes its place while a bundle is read.
private let console = dup(2)
private let log: CapturedLog = {
    precondition(console >= 0)
    return CapturedLog(isMemoryFile: false)
}()
private let captured: Int32 = {
    _ = log
    return dup(2)
}()

/// Reads the bytes as a bundle's data: what comes of it is a sound descriptor, or an error.
func checkBundle(_ bytes: [UInt8], in folder: String) {
    let bundle = folder + "/fuzzed.lv2"
    mkdir(bundle, 0o755)
    write(Array(manifest.utf8), to: bundle + "/manifest.ttl")
    write(bytes, to: bundle + "/data.ttl")
    dup2(captured, 2)
    let description = LV2Bundle(folder: bundle, log: log).description()
    dup2(console, 2)
    render(description.diagnostics)
    precondition(description.plugins.contains { $0.id == "http://example.org/p" })
    for plugin in description.plugins {
        guard let bytes = plugin.descriptor else {
            precondition(description.diagnostics.contains { $0.severity == .error }, "no reason")
            continue
        }
        let (descriptor, findings) = DescriptorReader.read(bytes, path: "a")
        check(findings, bytes)
        precondition(descriptor?.json == bytes, "a descriptor changes")
        precondition(descriptor?.parameters.count == plugin.parameterCount)
    }
}

private func write(_ bytes: [UInt8], to path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count else { fatalError(path) }
    close(file)
}
