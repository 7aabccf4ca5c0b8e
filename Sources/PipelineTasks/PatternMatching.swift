import Glibc

/// Whether `text` fits a shell pattern; `*` stands for any text, slashes included.
public func matchesPattern(_ text: String, _ pattern: String) -> Bool {
    fnmatch(pattern, text, 0) == 0
}
