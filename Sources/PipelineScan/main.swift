import Glibc

// Reads plugin bundles for the build tool, which starts it, talks to it over a private descriptor,
// and trusts it with nothing. Standard input, output and error carry no replies.

if CommandLine.arguments.dropFirst() == ["--isolation"] {
    IsolationReport.print()
    _exit(0)
}
guard let options = WorkerOptions(Array(CommandLine.arguments.dropFirst())) else {
    WorkerOptions.usage.withUTF8Buffer { _ = write(2, $0.baseAddress, $0.count) }
    _exit(2)
}
isolate(options)
var service = ScanService(channel: options.channel, limits: options)
service.run()
_exit(0)
