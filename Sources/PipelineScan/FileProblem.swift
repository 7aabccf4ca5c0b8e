import CSystem
import Diagnostics
import Glibc

/// Why a data file is not opened at all.
enum FileProblem: Equatable {
    case missing
    case notRegular
    case unreadable(number: Int32)

    /// - Returns: `nil` for a regular file that may be read.
    init?(at path: String) {
        var identity = pipeline_identity()
        let number = pipeline_identify(AT_FDCWD, path, 0, &identity)
        switch number {
        case 0 where pipeline_is_regular(identity.mode) == 0: self = .notRegular
        case 0:
            guard access(path, R_OK) != 0 else { return nil }
            self = .unreadable(number: errno)
        case ENOENT, ENOTDIR: self = .missing
        default: self = .unreadable(number: number)
        }
    }

    /// The problem as a finding; codes are `plugin.*`.
    func diagnostic(path: String) -> Diagnostic {
        switch self {
        case .missing:
            Diagnostic(
                .error, "plugin.missing-file", "the bundle needs this file, but it is not there",
                path: path)
        case .notRegular:
            Diagnostic(
                .error, "plugin.unreadable-file",
                "this is a folder, pipe or device, but must be a text file", path: path)
        case .unreadable(let number):
            Diagnostic(
                .error, "plugin.unreadable-file",
                "the file cannot be read: \(String(cString: strerror(number)))", path: path)
        }
    }
}
