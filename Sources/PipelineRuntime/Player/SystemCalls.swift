import Glibc

/// What the system says to an error number.
func systemMessage(_ number: Int32) -> String {
    strerror(number).map { String(cString: $0) } ?? "error \(number)"
}

/// Gives a descriptor back; what the system says to that is of no use to anyone.
func closeDescriptor(_ descriptor: Int32) {
    _ = close(descriptor)
}
