import Diagnostics

/// What the build tool asks of a worker.
package enum ScanRequest: Sendable, Equatable {
    case identify(bundle: String)
    case describe(bundle: String)

    package var bundle: String {
        switch self {
        case .identify(let bundle), .describe(let bundle): bundle
        }
    }

    package var frame: [UInt8] {
        var writer = WireWriter()
        switch self {
        case .identify: writer.number(1)
        case .describe: writer.number(2)
        }
        writer.text(bundle)
        return writer.frame
    }

    package init(message: [UInt8]) throws(WireError) {
        var reader = WireReader(message)
        let kind = try reader.number()
        let bundle = try reader.text()
        try reader.end()
        switch kind {
        case 1: self = .identify(bundle: bundle)
        case 2: self = .describe(bundle: bundle)
        default: throw WireError(message: "\(kind) is no kind of request")
        }
    }
}

/// What a worker answers, and how much memory it holds by then.
package struct ScanReply: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case identity(BundleIdentity)
        case description(BundleDescription)
    }

    package var content: Content
    package var residentBytes: UInt64

    package init(_ content: Content, residentBytes: UInt64) {
        self.content = content
        self.residentBytes = residentBytes
    }

    package var frame: [UInt8] {
        var writer = WireWriter()
        writer.long(residentBytes)
        switch content {
        case .identity(let identity):
            writer.number(1)
            identity.write(to: &writer)
        case .description(let description):
            writer.number(2)
            description.write(to: &writer)
        }
        return writer.frame
    }

    package init(message: [UInt8]) throws(WireError) {
        var reader = WireReader(message)
        residentBytes = try reader.long()
        switch try reader.number() {
        case 1: content = .identity(try BundleIdentity(from: &reader))
        case 2: content = .description(try BundleDescription(from: &reader))
        case let kind: throw WireError(message: "\(kind) is no kind of reply")
        }
        try reader.end()
    }
}

extension BundleIdentity {
    fileprivate func write(to writer: inout WireWriter) {
        writer.list(plugins) { writer, plugin in
            writer.text(plugin.uri)
            writer.list(plugin.dataFiles) { $0.text($1) }
        }
        writer.list(filesRead) { $0.text($1) }
        writer.list(diagnostics) { $1.write(to: &$0) }
    }

    fileprivate init(from reader: inout WireReader) throws(WireError) {
        plugins = try reader.list { (reader) throws(WireError) in
            let uri = try reader.text()
            let files = try reader.list { (reader) throws(WireError) in try reader.text() }
            return Plugin(uri: uri, dataFiles: files)
        }
        filesRead = try reader.list { (reader) throws(WireError) in try reader.text() }
        diagnostics = try reader.list { (reader) throws(WireError) in try Diagnostic(from: &reader)
        }
    }
}

extension BundleDescription {
    fileprivate func write(to writer: inout WireWriter) {
        writer.list(plugins) { writer, plugin in
            writer.text(plugin.uri)
            writer.number(UInt32(plugin.parameterCount))
            writer.number(plugin.descriptor == nil ? 0 : 1)
            if let descriptor = plugin.descriptor { writer.blob(descriptor) }
        }
        writer.list(filesRead) { $0.text($1) }
        writer.list(diagnostics) { $1.write(to: &$0) }
    }

    fileprivate init(from reader: inout WireReader) throws(WireError) {
        plugins = try reader.list { (reader) throws(WireError) in
            let uri = try reader.text()
            let count = Int(try reader.number())
            let descriptor = try reader.number() == 1 ? try reader.blob() : nil
            return Plugin(uri: uri, descriptor: descriptor, parameterCount: count)
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
