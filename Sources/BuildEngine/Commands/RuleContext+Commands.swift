import ContentDigest
import ContentStore
import Diagnostics

extension RuleContext {
    /// Makes sure that a file which another node made is on the disk as it made it: a command is
    /// about to read it, and somebody may have edited it.
    ///
    /// - Parameters:
    ///   - other: the node, whose result is at hand.
    ///   - temporaryFolder: where a file lies on its way to its place.
    public func place(
        _ path: String, facet: String, of other: String, temporaryFolder: String
    ) throws(Interrupt) {
        let wanted = try digest(facet, of: other)
        if (try? disk.digest(of: path))?.digest == wanted { return }
        guard let bytes = try value(facet, of: other) else { throw .stopped(by: other) }
        do throws(FileError) {
            _ = try disk.replace(
                path, with: bytes, temporaryFolder: temporaryFolder,
                mode: isProgram(facet) ? 0o755 : 0o644)
        } catch {
            throw .failed(Diagnostic(.error, "build.cannot-write", "\(error)", path: path))
        }
    }

    /// Whether something that was read, or looked for, is not as it was seen any more.
    public func changedInput() -> String? {
        for case .file(let file) in observed where !file.isListing {
            guard let now = try? disk.identity(of: file.path) else { return file.path }
            if now == file.identity { continue }
            let digest = (try? disk.digest(of: file.path))??.digest ?? .absent
            if digest != file.digest { return file.path }
        }
        return nil
    }
}
