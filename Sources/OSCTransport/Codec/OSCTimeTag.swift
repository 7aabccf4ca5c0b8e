/// An instant as OSC writes it: seconds since 1900 in the upper 32 bits, their fractions in the lower.
///
/// - Source: OSC 1.0, OSC Time Tags; RFC 5905, NTP timestamp format.
@frozen public struct OSCTimeTag: Sendable, Hashable {
    public var rawValue: UInt64

    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// "At once": the value that stands for no instant.
    public static var immediately: OSCTimeTag { OSCTimeTag(rawValue: 1) }

    /// From 1900 to 1970 in seconds.
    @usableFromInline static let epochSeconds: UInt64 = 2_208_988_800

    /// An instant of the wall clock.
    ///
    /// - Parameter unixNanoseconds: since 1970 began.
    @inlinable
    public init(unixNanoseconds: UInt64) {
        let (seconds, rest) = unixNanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let fraction = (rest << 32 &+ 500_000_000) / 1_000_000_000
        rawValue = (seconds &+ Self.epochSeconds) << 32 &+ fraction
    }

    /// Nanoseconds since 1970; `nil` for `immediately`.
    ///
    /// Seconds count on from 2036, where their 32 bits begin anew, up to 2104; a tag of a time before
    /// 1968 is therefore one of the far future.
    public var unixNanoseconds: UInt64? {
        if rawValue <= 1 { return nil }
        var seconds = rawValue >> 32
        if seconds < 1 << 31 { seconds += 1 << 32 }
        if seconds < Self.epochSeconds { return 0 }
        let nanoseconds = ((rawValue & 0xFFFF_FFFF) * 1_000_000_000 + 1 << 31) >> 32
        return (seconds - Self.epochSeconds) * 1_000_000_000 + nanoseconds
    }
}
