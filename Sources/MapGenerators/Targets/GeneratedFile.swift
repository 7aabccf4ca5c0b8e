import Diagnostics

/// A file that a generator made, not yet written anywhere.
public struct GeneratedFile: Sendable, Equatable {
    /// Name without any folder.
    public var name: String
    public var bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// One form of a map's file.
public struct MapFile: Sendable, Equatable {
    /// What the file's name ends with, without the dot.
    public var fileExtension: String
    public var bytes: [UInt8]

    public init(fileExtension: String, bytes: [UInt8]) {
        self.fileExtension = fileExtension
        self.bytes = bytes
    }
}

/// What came of generating one file.
public struct GenerationOutcome: Sendable, Equatable {
    /// `nil` when there is nothing to put into a file; `diagnostics` say why.
    public var file: GeneratedFile?
    /// By path, then code, then message.
    public var diagnostics: [Diagnostic]

    public init(file: GeneratedFile?, diagnostics: [Diagnostic]) {
        self.file = file
        self.diagnostics = diagnostics
    }
}
