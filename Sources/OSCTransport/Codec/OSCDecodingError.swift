/// What is wrong with bytes that should be an OSC packet, and where.
public struct OSCDecodingError: Error, Sendable, Equatable {
    /// What there is to be wrong.
    public enum Problem: Sendable, Equatable {
        case sizeNotMultipleOfFour(Int)
        case empty
        case addressWithoutSlash
        case textWithoutEnd
        case paddingNotZero
        case tagsWithoutComma
        case unknownTag(UInt8)
        case arrayNotClosed
        case arrayNotOpened
        case arraysTooDeep
        case argumentCutOff(tag: UInt8, needed: Int, left: Int)
        case sizeBeyondEnd(Int, left: Int)
        case bytesLeftOver(Int)
        case bundleCutOff
        case elementSizeNotMultipleOfFour(Int)
        case bundlesTooDeep
    }

    public var problem: Problem
    /// Bytes before the place, from the packet's first.
    public var offset: Int

    public init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

extension OSCDecodingError: CustomStringConvertible {
    /// One sentence with the place.
    public var description: String { "byte \(offset): \(problem.sentence)" }
}

extension OSCDecodingError.Problem {
    fileprivate var sentence: String {
        switch self {
        case .sizeNotMultipleOfFour(let size):
            "the packet has \(size) bytes, but must have a multiple of 4"
        case .empty: "the packet is empty, but must be a message or a bundle"
        case .addressWithoutSlash: "the address must begin with '/'"
        case .textWithoutEnd: "the text has no zero byte at its end"
        case .paddingNotZero: "the bytes that fill up to a multiple of 4 must be zero"
        case .tagsWithoutComma: "type tags must follow the address, beginning with ','"
        case .unknownTag(let tag):
            "the type tag \(shown(tag)) is none of i f s b h t d S c r m T F N I [ ]"
        case .arrayNotClosed: "the array has no ']'"
        case .arrayNotOpened: "the ']' has no '[' before it"
        case .arraysTooDeep: "arrays lie more than \(OSCDecoder.maximumDepth) deep"
        case .argumentCutOff(let tag, let needed, let left):
            "an argument of type \(shown(tag)) needs \(needed) bytes, but \(left) are left"
        case .sizeBeyondEnd(let size, let left):
            "the size is \(size), but \(left) bytes are left"
        case .bytesLeftOver(let count): "\(count) bytes are left over after the last argument"
        case .bundleCutOff: "a bundle needs 8 bytes of time tag after its name"
        case .elementSizeNotMultipleOfFour(let size):
            "the element's size is \(size), but must be a multiple of 4"
        case .bundlesTooDeep: "bundles lie more than \(OSCDecoder.maximumDepth) deep"
        }
    }

    private func shown(_ tag: UInt8) -> String {
        (0x21...0x7E).contains(tag)
            ? "'\(Character(Unicode.Scalar(tag)))'" : "0x" + String(tag, radix: 16)
    }
}
