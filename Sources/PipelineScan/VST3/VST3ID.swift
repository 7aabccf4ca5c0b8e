/// An id of 16 bytes, of a class or an interface.
struct VST3ID: Hashable {
    private let bytes: [UInt8]

    /// - Parameter words: As they are written in lists of ids.
    private init(_ words: UInt32...) {
        bytes = words.flatMap { word in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }

    init(reading pointer: UnsafePointer<UInt8>) {
        bytes = Array(UnsafeBufferPointer(start: pointer, count: 16))
    }

    /// Reads a field that C declares as an array of 16 bytes, which Swift sees as a tuple.
    init<Field>(field: Field) {
        bytes = withUnsafeBytes(of: field) { Array($0.prefix(16)) }
    }

    var isZero: Bool { bytes.allSatisfy { $0 == 0 } }

    /// 32 hexadecimal digits in capitals.
    var text: String {
        let digits = Array("0123456789ABCDEF".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    func withBytes<Value>(_ body: (UnsafePointer<UInt8>?) -> Value) -> Value {
        bytes.withUnsafeBufferPointer { body($0.baseAddress) }
    }

    static let unknown = VST3ID(0x0000_0000, 0x0000_0000, 0xC000_0000, 0x0000_0046)
    static let factory2 = VST3ID(0x0007_B650, 0xF24B_4C0B, 0xA464_EDB9, 0xF00B_2ABB)
    static let factory3 = VST3ID(0x4555_A2AB, 0xC123_4E57, 0x9B12_2910, 0x3687_8931)
    static let component = VST3ID(0xE831_FF31, 0xF2D5_4301, 0x928E_BBEE, 0x2569_7802)
    static let controller = VST3ID(0xDCD7_BBE3, 0x7742_448D, 0xA874_AACC, 0x979C_759E)
    static let hostEditing = VST3ID(0xC127_1208, 0x7059_4098, 0xB9DD_34B3, 0x6BB0_195E)
    static let connection = VST3ID(0x70A4_156F, 0x6E6E_4026, 0x9891_48BF, 0xAA60_D8D1)
    static let units = VST3ID(0x3D4B_D6B5, 0x913A_4FD2, 0xA886_E768, 0xA5EB_92C1)
    static let midi = VST3ID(0xDF0F_F9F7, 0x49B7_4669, 0xB63A_B732, 0x7ADB_F5E5)
    static let host = VST3ID(0x58E5_95CC, 0xDB2D_4969, 0x8B6A_AF8C, 0x36A6_64E5)
    static let handler = VST3ID(0x93A0_BEA3, 0x0BD0_45DB, 0x8E89_0B0C, 0xC1E4_6AC6)
    static let stream = VST3ID(0xC3BF_6EA2, 0x3099_4752, 0x9B6B_F990, 0x1EE3_3E9B)
    static let message = VST3ID(0x936F_033B, 0xC6C0_47DB, 0xBB08_82F8, 0x13C1_E613)
    static let values = VST3ID(0x1E5F_0AEB, 0xCC7F_4533, 0xA254_4011, 0x38AD_5EE4)
}
