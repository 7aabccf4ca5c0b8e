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

    /// What messages in a row ask for: where four controllers or more select a parameter and set it, or two
    /// say a value of 14 bits, they are one action, so that nothing comes between them.
    static func actions(
        of messages: [[UInt8]], port: TimedRequest.PortRequest
    ) -> [TimedRequest.Action] {
        var found: [TimedRequest.Action] = []
        var rest = messages[...]
        while let message = rest.first {
            if let (parameter, count) = parameterNumber(rest) {
                found.append(.parameterNumber(port: port, parameter))
                rest = rest.dropFirst(count)
            } else if let fine = fineController(rest) {
                found.append(.fineController(port: port, fine))
                rest = rest.dropFirst(2)
            } else {
                found.append(.midi(port: port, bytes: message))
                rest = rest.dropFirst()
            }
        }
        return found
    }

    /// The controller of 14 bits that two messages are, the upper half first. Banks and data entries are
    /// something else.
    private static func fineController(_ messages: ArraySlice<[UInt8]>) -> FineController? {
        let pair = Array(messages.prefix(2))
        guard pair.count == 2, pair[0][0] & 0xF0 == 0xB0, pair[1][0] == pair[0][0],
            (1...31).contains(pair[0][1]), pair[0][1] != 6, pair[1][1] == pair[0][1] + 32
        else { return nil }
        return FineController(
            Int(pair[0][1]), value: UInt16(pair[0][2]) << 7 | UInt16(pair[1][2]),
            channel: pair[0][0] & 0x0F)
    }

    /// The parameter that messages select and set, and how many they are.
    ///
    /// - Source: MIDI 1.0, registered and non-registered parameter numbers.
    private static func parameterNumber(
        _ messages: ArraySlice<[UInt8]>
    ) -> (ParameterNumber, count: Int)? {
        let first = Array(messages.prefix(6))
        guard first.count >= 3, first[0].count == 3, first[0][0] & 0xF0 == 0xB0,
            first[0][1] == 99 || first[0][1] == 101
        else { return nil }
        let channel = first[0][0] & 0x0F
        func value(_ place: Int, of controller: UInt8) -> UInt8? {
            guard place < first.count, first[place].count == 3, first[place][0] == first[0][0],
                first[place][1] == controller
            else { return nil }
            return first[place][2]
        }
        guard let low = value(1, of: first[0][1] - 1), let high = value(2, of: 6),
            first[0][2] != 127 || low != 127
        else { return nil }
        let fine = value(3, of: 38)
        let next = fine == nil ? 3 : 4
        let isClosed = value(next, of: 101) == 127 && value(next + 1, of: 100) == 127
        let number = UInt16(first[0][2]) << 7 | UInt16(low)
        let parameter = ParameterNumber(
            number, value: fine.map { UInt16(high) << 7 | UInt16($0) } ?? UInt16(high),
            channel: channel, isRegistered: first[0][1] == 101, isFine: fine != nil,
            isClosed: isClosed)
        return (parameter, isClosed ? next + 2 : next)
    }
}
