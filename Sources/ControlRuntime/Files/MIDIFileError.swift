/// What is wrong with bytes that should be a Standard MIDI File, and where.
public struct MIDIFileError: Error, Sendable, Equatable {
    /// What there is to be wrong.
    public enum Problem: Sendable, Equatable {
        case noHeader
        case headerTooShort(Int)
        case formatUnknown(Int)
        case divisionZero
        case framesUnknown(Int)
        case chunkCutOff(needed: Int, left: Int)
        case noTracks
        case numberTooLong
        case trackEndsInEvent
        case noStatus(UInt8)
        case notData(UInt8)
        case statusNotAllowed(UInt8)
        case tempoLength(Int)
        case tempoZero
        case systemExclusiveNotClosed
        case tooLong
    }

    public var problem: Problem
    /// Bytes of the file before the place.
    public var offset: Int
    /// From 1; `nil` when it is in no track.
    public var track: Int?

    public init(_ problem: Problem, at offset: Int, track: Int? = nil) {
        self.problem = problem
        self.offset = offset
        self.track = track
    }
}

extension MIDIFileError: CustomStringConvertible {
    /// One sentence with the place.
    public var description: String {
        let place = track.map { "byte \(offset), track \($0)" } ?? "byte \(offset)"
        return "\(place): \(problem.sentence)"
    }
}

extension MIDIFileError.Problem {
    fileprivate var sentence: String {
        switch self {
        case .noHeader: "a Standard MIDI File must begin with 'MThd'"
        case .headerTooShort(let count): "the header has \(count) bytes, but needs 6"
        case .formatUnknown(2):
            "the file has format 2, patterns without order; save it as format 0 or 1"
        case .formatUnknown(let format): "the format is \(format), but must be 0 or 1"
        case .divisionZero: "the division is 0 ticks, but must be at least 1"
        case .framesUnknown(let frames):
            "the division says \(frames) frames a second, but must say 24, 25, 29 or 30"
        case .chunkCutOff(let needed, let left):
            "the chunk should have \(needed) more bytes, but \(left) are left"
        case .noTracks: "the file has no track"
        case .numberTooLong: "a number of variable length has more than 4 bytes"
        case .trackEndsInEvent: "the track ends in the middle of an event"
        case .noStatus(let byte): "the data byte \(hex(byte)) has no status before it"
        case .notData(let byte): "\(hex(byte)) is here, but a data byte below 80 must be"
        case .statusNotAllowed(let byte): "the status \(hex(byte)) has no place in a file"
        case .tempoLength(let count): "a tempo has \(count) bytes, but must have 3"
        case .tempoZero: "a tempo is 0, but a quarter note must take time"
        case .systemExclusiveNotClosed: "a System Exclusive message has no F7 at its end"
        case .tooLong: "the music lasts more than 30 years"
        }
    }

    private func hex(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16, uppercase: true)
        return text.utf8.count < 2 ? "0" + text : text
    }
}

/// Something in a file that is not as it should be, and was got over.
public struct MIDIFileRemark: Sendable, Equatable {
    /// What was got over.
    public enum Kind: Sendable, Equatable {
        case trackWithoutEnd
        case bytesAfterEnd(Int)
        case chunkUnknown(String)
        case tracksMissing(said: Int, found: Int)
        case runningStatusAcrossEvents
        case escapeLeftOut(Int)
        case bytesAfterChunks(Int)
    }

    public var kind: Kind
    public var offset: Int
    /// From 1; `nil` when it is in no track.
    public var track: Int?
}

extension MIDIFileRemark: CustomStringConvertible {
    /// One sentence with the place.
    public var description: String {
        let place = track.map { "byte \(offset), track \($0)" } ?? "byte \(offset)"
        return "\(place): \(sentence)"
    }

    private var sentence: String {
        switch kind {
        case .trackWithoutEnd: "the track has no end-of-track event"
        case .bytesAfterEnd(let count): "\(count) bytes follow the end of the track"
        case .chunkUnknown(let name): "the chunk '\(name)' is left out"
        case .tracksMissing(let said, let found):
            "the header says \(said) tracks, but there are \(found)"
        case .runningStatusAcrossEvents: "running status goes on after an event that ends it"
        case .escapeLeftOut(let count): "\(count) escaped bytes are no MIDI message and left out"
        case .bytesAfterChunks(let count): "\(count) bytes after the last chunk are left out"
        }
    }
}
