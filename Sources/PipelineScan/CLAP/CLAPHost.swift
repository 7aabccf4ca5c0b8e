import CPluginABI

/// The host that CLAP plugins see: it takes every request, and does next to nothing.
struct CLAPHost {
    let pointer: UnsafePointer<clap_host>

    /// What a plugin is told; lives as long as the process.
    init() {
        let calls = UnsafeMutablePointer<Bool>.allocate(capacity: 1)
        calls.initialize(to: false)
        let extensions = UnsafeMutablePointer<CLAPHostExtensions>.allocate(capacity: 1)
        extensions.initialize(to: CLAPHostExtensions(isCallRequested: calls))
        let host = UnsafeMutablePointer<clap_host>.allocate(capacity: 1)
        host.initialize(
            to: clap_host(
                standard: clap_numbers(major: 1, minor: 2, revision: 0), own: extensions,
                name: lasting("pipeline"), maker: lasting(""), page: lasting(""),
                version: lasting("1.0"),
                extension: { host, id in CLAPHostExtensions.find(id, of: host) },
                request_restart: { _ in }, request_process: { _ in },
                request_call: { host in
                    guard let own = host?.pointee.own else { return }
                    own.load(as: CLAPHostExtensions.self).isCallRequested.pointee = true
                }))
        pointer = UnsafePointer(host)
    }

    /// Whether a plugin asked to be called on the thread that made it, since this was last read.
    var wasCallRequested: Bool {
        guard let own = pointer.pointee.own else { return false }
        let flag = own.load(as: CLAPHostExtensions.self).isCallRequested
        defer { flag.pointee = false }
        return flag.pointee
    }
}

/// What the host offers beyond the least.
private struct CLAPHostExtensions {
    let isCallRequested: UnsafeMutablePointer<Bool>
    let params = clap_host_params(
        rescan: { _, _ in }, clear: { _, _, _ in }, request_flush: { _ in })
    let log = clap_host_log(log: { _, _, _ in })

    /// The address of an extension by its id; `nil` for those that are not offered.
    static func find(
        _ id: UnsafePointer<CChar>?, of host: UnsafePointer<clap_host>?
    ) -> UnsafeRawPointer? {
        guard let id, let own = host?.pointee.own else { return nil }
        let offset: Int? =
            switch String(cString: id) {
            case "clap.params": MemoryLayout<Self>.offset(of: \.params)
            case "clap.log": MemoryLayout<Self>.offset(of: \.log)
            default: nil
            }
        return offset.map { UnsafeRawPointer(own) + $0 }
    }
}

/// A C string that lives as long as the process.
private func lasting(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
