/// A date, a time, or a date with a time and perhaps an offset from UTC.
struct TOMLDate {
    /// Whether it has the right form and is on the calendar.
    private(set) var isReal = false
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        isReal = check()
    }

    private mutating func check() -> Bool {
        guard bytes.count > 2 else { return false }
        if bytes[2] == UInt8(ascii: ":") { return time() && offset == bytes.count }
        guard date() else { return false }
        if offset == bytes.count { return true }
        guard skip("T") || skip("t") || skip(" "), time() else { return false }
        return offset == bytes.count || zone() && offset == bytes.count
    }

    private mutating func date() -> Bool {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"),
            let day = number(2), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    /// `07:30:00.25`; 60 is a leap second.
    private mutating func time() -> Bool {
        guard let hour = number(2), skip(":"), let minute = number(2), skip(":"),
            let second = number(2), hour <= 23, minute <= 59, second <= 60
        else { return false }
        return skip(".") ? fraction() : true
    }

    private mutating func fraction() -> Bool {
        let start = offset
        while number(1) != nil {}
        return offset > start
    }

    private mutating func zone() -> Bool {
        if skip("Z") || skip("z") { return true }
        guard skip("+") || skip("-"), let hour = number(2), skip(":"), let minute = number(2)
        else { return false }
        return hour <= 23 && minute <= 59
    }

    /// Exactly `count` digits; passes nothing when they are not there.
    private mutating func number(_ count: Int) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[offset..<offset + count] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        offset += count
        return value
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard offset < bytes.count, UInt32(bytes[offset]) == character.value else { return false }
        offset += 1
        return true
    }
}
