import Diagnostics

/// What the build tool asks of a worker.
package enum ScanRequest: Sendable, Equatable {
    /// Which plugins a module holds.
    case identify(PluginModule)
    /// What they say of themselves.
    case describe(PluginModule)

    package var module: PluginModule {
        switch self {
        case .identify(let module), .describe(let module): module
        }
    }

    package var frame: [UInt8] {
        var writer = WireWriter()
        switch self {
        case .identify: writer.number(1)
        case .describe: writer.number(2)
        }
        writer.text(module.description)
        return writer.frame
    }

    package init(message: [UInt8]) throws(WireError) {
        var reader = WireReader(message)
        let kind = try reader.number()
        let name = try reader.text()
        try reader.end()
        guard let module = PluginModule(name) else {
            throw WireError(message: "'\(name)' is no module")
        }
        switch kind {
        case 1: self = .identify(module)
        case 2: self = .describe(module)
        default: throw WireError(message: "\(kind) is no kind of request")
        }
    }
}

/// What a worker answers, and how much memory it holds by then.
package struct ScanReply: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case identity(ModuleIdentity)
        case description(ModuleDescription)
        /// The module's own process ended without an answer; the worker lives on.
        case ended(ModuleEnd)
    }

    /// The longest content, in bytes; the largest known module's is 8 MB.
    package static let longestContent = 64 << 20

    package var content: Content
    package var residentBytes: UInt64
    /// What the worker saw the module do.
    package var findings: [Diagnostic]

    package init(_ content: Content, residentBytes: UInt64, findings: [Diagnostic] = []) {
        self.content = content
        self.residentBytes = residentBytes
        self.findings = findings
    }

    package var frame: [UInt8] {
        Self.frame(content.bytes, residentBytes: residentBytes, findings: findings)
    }

    /// A reply whose content was written elsewhere.
    package static func frame(
        _ content: [UInt8], residentBytes: UInt64, findings: [Diagnostic]
    ) -> [UInt8] {
        var writer = WireWriter()
        writer.long(residentBytes)
        writer.list(findings) { $1.write(to: &$0) }
        writer.append(content)
        return writer.frame
    }

    package init(message: [UInt8]) throws(WireError) {
        var reader = WireReader(message)
        residentBytes = try reader.long()
        findings = try reader.list { (reader) throws(WireError) in try Diagnostic(from: &reader) }
        switch try reader.number() {
        case 1: content = .identity(try ModuleIdentity(from: &reader))
        case 2: content = .description(try ModuleDescription(from: &reader))
        case 3: content = .ended(try ModuleEnd(from: &reader))
        case let kind: throw WireError(message: "\(kind) is no kind of reply")
        }
        try reader.end()
    }
}

extension ScanReply.Content {
    /// As a reply holds it.
    package var bytes: [UInt8] {
        var writer = WireWriter()
        switch self {
        case .identity(let identity):
            writer.number(1)
            identity.write(to: &writer)
        case .description(let description):
            writer.number(2)
            description.write(to: &writer)
        case .ended(let end):
            writer.number(3)
            end.write(to: &writer)
        }
        return writer.bytes
    }
}

/// How the process of a module ended.
package struct ModuleEnd: Sendable, Equatable {
    /// As the system gives it to whoever waits.
    package var status: Int32 = 0
    package var processorNanoseconds: UInt64 = 0

    package init() {}

    fileprivate func write(to writer: inout WireWriter) {
        writer.number(UInt32(bitPattern: status))
        writer.long(processorNanoseconds)
    }

    fileprivate init(from reader: inout WireReader) throws(WireError) {
        status = Int32(bitPattern: try reader.number())
        processorNanoseconds = try reader.long()
    }
}

extension ModuleIdentity {
    fileprivate func write(to writer: inout WireWriter) {
        writer.list(plugins) { writer, plugin in
            writer.text(plugin.id)
            writer.text(plugin.name)
        }
        writer.list(filesRead) { $0.text($1) }
        writer.list(diagnostics) { $1.write(to: &$0) }
    }

    fileprivate init(from reader: inout WireReader) throws(WireError) {
        plugins = try reader.list { (reader) throws(WireError) in
            let id = try reader.text()
            return Plugin(id: id, name: try reader.text())
        }
        filesRead = try reader.list { (reader) throws(WireError) in try reader.text() }
        diagnostics = try reader.list { (reader) throws(WireError) in try Diagnostic(from: &reader)
        }
    }
}

extension ModuleDescription {
    fileprivate func write(to writer: inout WireWriter) {
        writer.list(plugins) { writer, plugin in
            writer.text(plugin.id)
            writer.text(plugin.name)
            writer.number(UInt32(plugin.parameterCount))
            writer.number(plugin.descriptor == nil ? 0 : 1)
            if let descriptor = plugin.descriptor { writer.blob(descriptor) }
        }
        writer.list(filesRead) { $0.text($1) }
        writer.list(diagnostics) { $1.write(to: &$0) }
    }

    fileprivate init(from reader: inout WireReader) throws(WireError) {
        plugins = try reader.list { (reader) throws(WireError) in
            let id = try reader.text()
            let name = try reader.text()
            let count = Int(try reader.number())
            let descriptor = try reader.number() == 1 ? try reader.blob() : nil
            return Plugin(
                id: id, name: name, descriptor: descriptor, parameterCount: count)
        }
        filesRead = try reader.list { (reader) throws(WireError) in try reader.text() }
        diagnostics = try reader.list { (reader) throws(WireError) in try Diagnostic(from: &reader)
        }
    }
}

extension Diagnostic {
    fileprivate func write(to writer: inout WireWriter) {
        writer.text(severity.rawValue)
        writer.text(code)
        writer.text(message)
        writer.text(path)
        writer.number(UInt32(clamping: range?.start.line ?? 0))
        writer.number(UInt32(clamping: range?.start.column ?? 0))
    }

    fileprivate init(from reader: inout WireReader) throws(WireError) {
        let word = try reader.text()
        guard let severity = Severity(rawValue: word) else {
            throw WireError(message: "'\(word)' is no severity")
        }
        let (code, message, path) = (try reader.text(), try reader.text(), try reader.text())
        let (line, column) = (Int(try reader.number()), Int(try reader.number()))
        let range = line == 0 ? nil : SourceRange(line: line, column: max(column, 1))
        self.init(severity, code, message, path: path, range: range)
    }
}
