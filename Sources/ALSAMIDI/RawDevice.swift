import CALSA
import ControlRuntime
import Glibc

/// A raw MIDI device as the system lists it.
public struct RawDevice: Sendable, Hashable {
    /// What opens it whatever number its card has, such as `hw:Box,0`.
    public var name: String
    /// The card's own name.
    public var card: String
    /// The device's own name.
    public var device: String
    public var directions: PortDirections

    /// All there are, by name.
    ///
    /// - Complexity: Opens the control device of each card.
    public static func all() -> [RawDevice] {
        pipeline_alsa_quiet()
        var found: [RawDevice] = []
        var card: Int32 = -1
        while snd_card_next(&card) == 0, card >= 0 {
            var control: OpaquePointer?
            guard snd_ctl_open(&control, "hw:\(card)", Int32(SND_CTL_NONBLOCK)) == 0,
                let control
            else { continue }
            defer { snd_ctl_close(control) }
            var device: Int32 = -1
            while snd_ctl_rawmidi_next_device(control, &device) == 0, device >= 0 {
                if let one = describe(device, of: control) { found.append(one) }
            }
        }
        return found.sorted { ($0.name, $0.device) < ($1.name, $1.device) }
    }

    private static func describe(_ device: Int32, of control: OpaquePointer) -> RawDevice? {
        var allocated: (OpaquePointer?, OpaquePointer?) = (nil, nil)
        guard snd_rawmidi_info_malloc(&allocated.0) == 0,
            snd_ctl_card_info_malloc(&allocated.1) == 0, let info = allocated.0,
            let card = allocated.1
        else { return nil }
        defer {
            snd_rawmidi_info_free(info)
            snd_ctl_card_info_free(card)
        }
        guard snd_ctl_card_info(control, card) == 0 else { return nil }
        var directions: PortDirections = []
        var title = ""
        snd_rawmidi_info_set_device(info, UInt32(device))
        for (stream, direction) in [
            (SND_RAWMIDI_STREAM_OUTPUT, PortDirections.takes),
            (SND_RAWMIDI_STREAM_INPUT, .gives),
        ] {
            snd_rawmidi_info_set_subdevice(info, 0)
            snd_rawmidi_info_set_stream(info, stream)
            guard snd_ctl_rawmidi_info(control, info) == 0 else { continue }
            directions.insert(direction)
            title = text(snd_rawmidi_info_get_name(info))
        }
        guard !directions.isEmpty else { return nil }
        return RawDevice(
            name: "hw:\(text(snd_ctl_card_info_get_id(card))),\(device)",
            card: text(snd_ctl_card_info_get_name(card)), device: title, directions: directions)
    }

    private static func text(_ name: UnsafePointer<CChar>?) -> String {
        name.map { String(cString: $0) } ?? ""
    }
}
