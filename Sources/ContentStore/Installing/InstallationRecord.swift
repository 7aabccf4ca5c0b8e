import ContentDigest

/// What was installed into a folder that belongs to another program.
public struct InstallationRecord: Sendable, Equatable {
    /// One file.
    public struct File: Sendable, Equatable {
        /// Folder of the workspace that installed it.
        public var owner: String
        /// Of the contents that count as ours: what is there, and while it is replaced what comes.
        public var digests: [ContentDigest]
        /// Where what stood there before is kept, below the folder; `nil` when nothing stood there.
        public var backup: String?
    }

    /// By name.
    public var files: [String: File] = [:]
    /// How many folders were made for it: 1 is the folder itself, 2 that and the one above it.
    public var madeFolders = 0

    public init() {}
}

/// A record that cannot be trusted.
public struct DamagedRecord: Error, Equatable, Sendable {
    /// Where it lies.
    public var path: String
}

extension InstallationRecord {
    private static let heading = "pipeline installed files 1"

    /// A line for each file, and a checksum of them at the end.
    var bytes: [UInt8] {
        var lines = [Self.heading, "folders\t\(madeFolders)"]
        for (name, file) in files.sorted(by: { $0.key < $1.key }) {
            let digests = file.digests.map(\.description).joined(separator: ",")
            let fields = ["file", name, file.owner, digests, file.backup ?? ""]
            lines.append(fields.map { Self.escaped($0) }.joined(separator: "\t"))
        }
        let text = lines.map { $0 + "\n" }.joined()
        return Array((text + "checksum\t\(ContentDigest(of: text))\n").utf8)
    }

    /// - Returns: `nil` when a byte of it is not as it was written.
    init?(bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self), text.hasSuffix("\n") else {
            return nil
        }
        var lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        let sealed = lines.dropLast().map { $0 + "\n" }.joined()
        guard lines.popLast().map(String.init) == "checksum\t\(ContentDigest(of: sealed))",
            lines.first.map(String.init) == Self.heading
        else { return nil }
        for line in lines.dropFirst() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map { Self.plain($0) }
            switch fields.first {
            case "folders" where fields.count == 2: madeFolders = Int(fields[1]) ?? 0
            case "file" where fields.count == 5:
                let digests = fields[3].split(separator: ",").compactMap { Self.digest($0) }
                files[fields[1]] = File(
                    owner: fields[2], digests: digests, backup: fields[4].isEmpty ? nil : fields[4])
            default: return nil
            }
        }
    }

    private static func digest(_ text: Substring) -> ContentDigest? {
        guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
            let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        return ContentDigest(high: high, low: low)
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\t": escaped += "\\t"
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func plain(_ text: Substring) -> String {
        var plain = ""
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                plain.unicodeScalars.append(scalar == "t" ? "\t" : scalar == "n" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }
}
