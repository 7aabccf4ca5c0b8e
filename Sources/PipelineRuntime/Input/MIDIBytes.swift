import ControlRuntime

/// Messages in a row of bytes that a program sent.
enum MIDIBytes {
    /// What is wrong, and at which byte.
    struct Problem: Error, Equatable {
        var index: Int
        var sentence: String
    }

    /// Takes the messages apart; each begins with its status.
    static func messages(in bytes: [UInt8]) throws(Problem) -> [[UInt8]] {
        if bytes.isEmpty {
            throw Problem(index: 0, sentence: "a MIDI message has at least one byte")
        }
        var found: [[UInt8]] = []
        var place = 0
        while place < bytes.count {
            let status = bytes[place]
            guard status >= 0x80 else {
                throw Problem(
                    index: place, sentence: "\(status) is here, but a status from 128 on must be")
            }
            let end =
                status == 0xF0
                ? try endOfSystemExclusive(bytes, place) : try endOfShort(bytes, place)
            found.append(Array(bytes[place..<end]))
            place = end
        }
        return found
    }

    private static func endOfShort(_ bytes: [UInt8], _ start: Int) throws(Problem) -> Int {
        let status = bytes[start]
        guard ![0xF4, 0xF5, 0xF7, 0xF9, 0xFD].contains(status) else {
            throw Problem(index: start, sentence: "\(status) is no status of MIDI")
        }
        let count = ShortMessage(status: status).byteCount
        for place in start + 1..<start + count {
            guard place < bytes.count else {
                throw Problem(
                    index: start,
                    sentence: "a message with status \(status) has \(count) bytes, but "
                        + "\(bytes.count - start) are here")
            }
            guard bytes[place] < 0x80 else {
                throw Problem(
                    index: place,
                    sentence: "\(bytes[place]) is here, but a data byte from 0 to 127 must be")
            }
        }
        return start + count
    }

    private static func endOfSystemExclusive(
        _ bytes: [UInt8], _ start: Int
    ) throws(Problem) -> Int {
        for place in start + 1..<max(start + 1, bytes.count) {
            if bytes[place] == 0xF7 { return place + 1 }
            if bytes[place] >= 0x80 {
                throw Problem(
                    index: place,
                    sentence: "\(bytes[place]) is here, but System Exclusive has data bytes from 0 "
                        + "to 127 up to its 247")
            }
        }
        throw Problem(
            index: start, sentence: "the System Exclusive message has no 247 (F7) at its end")
    }
}
