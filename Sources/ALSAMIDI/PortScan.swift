import CALSA
import ControlRuntime
import Glibc

/// One look at all clients and ports.
struct PortScan {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    func ports(leavingOut own: Set<UInt8>) -> [PortDescription] {
        withInfo(else: []) { client, port in
            var found: [PortDescription] = []
            snd_seq_client_info_set_client(client, -1)
            while snd_seq_query_next_client(handle, client) >= 0 {
                let number = snd_seq_client_info_get_client(client)
                guard Self.isAnother(number, own) else { continue }
                let card = card(of: client)
                snd_seq_port_info_set_client(port, number)
                snd_seq_port_info_set_port(port, -1)
                while snd_seq_query_next_port(handle, port) >= 0 {
                    if let one = describe(port, of: client, card: card) { found.append(one) }
                }
            }
            return found
        }
    }

    /// One port, `nil` when it is not there or not for messages.
    func port(at address: PortAddress, leavingOut own: Set<UInt8>) -> PortDescription? {
        let number = Int32(address.client)
        guard Self.isAnother(number, own) else { return nil }
        return withInfo(else: nil) { client, port in
            guard snd_seq_get_any_port_info(handle, number, Int32(address.port), port) == 0,
                snd_seq_get_any_client_info(handle, number, client) == 0
            else { return nil }
            return describe(port, of: client, card: card(of: client))
        }
    }

    private static func isAnother(_ number: Int32, _ own: Set<UInt8>) -> Bool {
        number != SND_SEQ_CLIENT_SYSTEM && !own.contains(UInt8(truncatingIfNeeded: number))
    }

    private func withInfo<Answer>(
        else none: Answer, _ body: (_ client: OpaquePointer, _ port: OpaquePointer) -> Answer
    ) -> Answer {
        var allocated: (OpaquePointer?, OpaquePointer?) = (nil, nil)
        guard snd_seq_client_info_malloc(&allocated.0) == 0,
            snd_seq_port_info_malloc(&allocated.1) == 0, let client = allocated.0,
            let port = allocated.1
        else { return none }
        defer {
            snd_seq_client_info_free(client)
            snd_seq_port_info_free(port)
        }
        return body(client, port)
    }

    private func describe(
        _ port: OpaquePointer, of client: OpaquePointer, card: String
    ) -> PortDescription? {
        let rights = Int32(bitPattern: snd_seq_port_info_get_capability(port))
        func has(_ wanted: Int32) -> Bool { rights & wanted == wanted }
        guard rights & Int32(SND_SEQ_PORT_CAP_NO_EXPORT) == 0 else { return nil }
        var directions: PortDirections = []
        if has(Int32(SND_SEQ_PORT_CAP_WRITE) | Int32(SND_SEQ_PORT_CAP_SUBS_WRITE)) {
            directions.insert(.takes)
        }
        if has(Int32(SND_SEQ_PORT_CAP_READ) | Int32(SND_SEQ_PORT_CAP_SUBS_READ)) {
            directions.insert(.gives)
        }
        guard !directions.isEmpty else { return nil }
        let address = PortAddress(
            client: UInt8(truncatingIfNeeded: snd_seq_client_info_get_client(client)),
            port: UInt8(truncatingIfNeeded: snd_seq_port_info_get_port(port)))
        return PortDescription(
            PortIdentity(
                client: text(snd_seq_client_info_get_name(client)),
                port: text(snd_seq_port_info_get_name(port)), card: card),
            at: address, directions,
            isDevice: snd_seq_client_info_get_card(client) >= 0)
    }

    /// The long name says where a card is plugged, too. While a card comes it may not be told yet.
    private func card(of client: OpaquePointer) -> String {
        let number = snd_seq_client_info_get_card(client)
        guard number >= 0 else { return "" }
        var name: UnsafeMutablePointer<CChar>?
        guard snd_card_get_longname(number, &name) == 0, let name else { return "" }
        defer { free(name) }
        return String(cString: name)
    }

    private func text(_ name: UnsafePointer<CChar>?) -> String {
        name.map { String(cString: $0) } ?? ""
    }
}
