/// The music of a Standard MIDI File of format 0 or 1: all tracks' messages in order of time.
///
/// - Source: Standard MIDI Files 1.0.
public struct StandardMIDIFile: Sendable, Equatable {
    /// What a tick is.
    public enum Division: Sendable, Equatable {
        case ticksPerQuarter(Int)
        /// 24, 25, 29 (for 29.97) or 30 frames a second.
        case frames(perSecond: Int, ticks: Int)
    }

    /// What is sent.
    public enum Content: Sendable, Equatable {
        case message(ShortMessage)
        /// With F0 and F7, its pieces joined.
        case systemExclusive([UInt8])
    }

    /// A message and its time.
    public struct Event: Sendable, Equatable {
        /// Nanoseconds from the beginning.
        public var time: UInt64
        public var tick: UInt64
        /// From 1.
        public var track: Int
        public var content: Content
    }

    /// A tempo and where it begins.
    public struct Tempo: Sendable, Equatable {
        public var time: UInt64
        public var tick: UInt64
        public var microsecondsPerQuarter: Int
    }

    public internal(set) var format: Int
    public internal(set) var division: Division
    /// The tracks' names, empty where they have none.
    public internal(set) var trackNames: [String]
    /// By time; what is together stands in the order of tracks, then of the file.
    public internal(set) var events: [Event]
    /// By time; none means 120 beats a minute, and frames know no tempo.
    public internal(set) var tempos: [Tempo]
    /// Nanoseconds up to the end of the longest track.
    public internal(set) var length: UInt64
    /// What was got over.
    public internal(set) var remarks: [MIDIFileRemark]

    /// Reads a file that nobody vouches for.
    ///
    /// - Throws: what is wrong first, and where.
    /// - Complexity: O(n log n) for n events, of which there are no more than bytes.
    public init(_ bytes: [UInt8]) throws(MIDIFileError) {
        var chunks = MIDIFileChunks(bytes)
        try chunks.read()
        format = chunks.format
        division = chunks.division
        var tracks: [MIDITrack] = []
        var remarks = chunks.remarks
        for (index, range) in chunks.tracks.enumerated() {
            var parser = MIDITrackParser(bytes, range, number: index + 1)
            tracks.append(try parser.read())
            remarks += parser.remarks
        }
        self.remarks = remarks
        trackNames = tracks.map(\.name)
        var timeline = MIDITimeline(division)
        (events, tempos, length) = try timeline.merge(tracks)
    }
}

/// What a track holds, in ticks.
struct MIDITrack {
    struct Event {
        enum Content {
            case content(StandardMIDIFile.Content)
            case tempo(Int)
            case end
        }

        var tick: UInt64
        /// Of the file, for errors.
        var offset: Int
        var content: Content
    }

    var name = ""
    var events: [Event] = []
}
