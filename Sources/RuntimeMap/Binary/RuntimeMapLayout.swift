/// Where things stand in the binary form of a runtime map.
///
/// A header of 32 bytes, a table of sections, then the sections, each at a multiple of 8. All numbers are
/// little-endian. `docs/runtime-map-format.md` says every byte; what is here must agree with it.
public enum RuntimeMapLayout {
    /// The first eight bytes: `PIPERMAP`.
    public static let magic: UInt64 = 0x50_41_4D_52_45_50_49_50
    /// Bytes before the table of sections.
    public static let headerBytes = 32
    /// What the checksum does not cover: everything before this place.
    static let checkedFrom = 32
    static let sectionEntryBytes = 16
    /// Files larger than this are refused.
    public static let largestFileBytes = 64 << 20

    /// The sections, in the order of the table.
    enum Section: Int, CaseIterable {
        case info, layers, outputs, bindings, targets, numbers, arguments, bytes

        /// Bytes of one record.
        var stride: Int {
            switch self {
            case .info: 64
            case .layers, .numbers: 8
            case .outputs: 32
            case .bindings: 72
            case .targets: 136
            case .arguments: 16
            case .bytes: 1
            }
        }
    }

    /// Offsets in the record of a binding.
    enum Binding {
        static let layers = 0, control = 8, systemExclusive = 16, targets = 24
        static let number = 32, on = 36, off = 38
        static let feedbackNumber = 40, feedbackOn = 44, feedbackOff = 46, feedbackBytes = 48
        static let channel = 56, kind = 57, behaviour = 58, encoding = 59
        static let feedbackStyle = 60, feedbackChannel = 61, feedbackKind = 62, acceleration = 64
        /// In `feedbackStyle`: there is none.
        static let noFeedback: UInt8 = 255
    }

    /// Offsets in the record of a target.
    enum Target {
        static let minimum = 0, maximum = 8, defaultValue = 16, lower = 24, upper = 32
        static let deadZone = 40, smoothing = 48, symbol = 56, address = 64
        static let parameter = 72, steps = 76, choices = 80, points = 88, arguments = 96
        static let systemExclusive = 104, number = 112, output = 116
        static let kind = 120, curve = 121, mode = 122, pickUp = 123, flags = 124
        static let route = 125, channel = 126, message = 127, group = 128
        static let scales: UInt8 = 1, bipolar: UInt8 = 2, inverted: UInt8 = 4
    }

    /// Offsets in the record of an output.
    enum Output {
        static let name = 0, address = 8, bytesPerSecond = 16, kind = 20, timing = 21, bundling = 22
    }
}
