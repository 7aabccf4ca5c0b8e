/// For which Ardour, and for which strip and plugin slot, a file is made.
public struct ArdourOptions: Sendable, Hashable {
    public var version: ArdourVersion
    public let address: ArdourAddress
    /// Place among the strip's plugins, from 1; sends, meter and fader are not counted.
    public let slot: Int

    /// The slots that a strip may have.
    static let slots = 1...999

    /// - Throws: `TargetOptionError` when `slot` is below 1, or `address` is none that
    ///   `ArdourAddress(parsing:)` gives.
    public init(
        version: ArdourVersion = .v7_3, address: ArdourAddress = .selected(1), slot: Int = 1
    ) throws(TargetOptionError) {
        guard Self.slots.contains(slot) else {
            throw TargetOptionError(
                "slot \(slot) cannot be reached; Ardour counts a strip's plugins from 1")
        }
        let understood = try ArdourAddress(parsing: address.description)
        guard understood == address else {
            throw TargetOptionError(
                "Ardour reads '\(address)' as \(understood.phrase); count strips from 1, or "
                    + "rename the strip")
        }
        self.version = version
        self.address = address
        self.slot = slot
    }

    /// - Throws: `TargetOptionError` when a value was not checked.
    init(_ options: TargetOptions) throws(TargetOptionError) {
        try self.init(
            version: ArdourVersion(parsing: options["version", default: "7.3"]),
            address: ArdourAddress(parsing: options["address", default: "S1"]),
            slot: Int(options["slot", default: "1"]) ?? 0)
    }
}

/// A version of Ardour, major and minor.
public struct ArdourVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    public var major: Int
    public var minor: Int

    /// The version that every rule here was measured with.
    public static let v7_3 = ArdourVersion(major: 7, minor: 3)
    /// The oldest version whose maps are known to follow the same grammar.
    public static let oldest = ArdourVersion(major: 6, minor: 9)

    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `7.3` or `8`; a third number is ignored.
    ///
    /// - Throws: `TargetOptionError` when it is no version, or older than `oldest`.
    public init(parsing text: String) throws(TargetOptionError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...3).contains(parts.count), let major = parts[0], !parts.contains(nil),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), major < 100
        else {
            throw TargetOptionError(
                "'\(text)' is no version of Ardour; write for example \"7.3\"")
        }
        self.init(major: major, minor: parts.count > 1 ? parts[1] ?? 0 : 0)
        guard self >= .oldest else {
            throw TargetOptionError(
                "Ardour \(self) is too old; maps are made for \(Self.oldest) and later")
        }
    }

    public static func < (left: ArdourVersion, right: ArdourVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    public var description: String { "\(major).\(minor)" }
}

/// Which strip of the session a map acts on.
public enum ArdourAddress: Sendable, Hashable {
    /// The n-th of the selected strips in the mixer's order, from 1.
    case selected(Int)
    /// The n-th strip of the bank, from 1.
    case bank(Int)
    /// The n-th strip of the session, from 1.
    case number(Int)
    /// By name; the name holds no blank and does not look like one of the others.
    case name(String)

    /// Reads `S1`, `B1`, `1` or a strip's name.
    ///
    /// - Throws: `TargetOptionError` when no strip can be reached by it.
    public init(parsing text: String) throws(TargetOptionError) {
        guard let first = text.unicodeScalars.first else {
            throw Self.unreachable("the address is empty; write S1 for the selected strip")
        }
        let digits = first == "S" || first == "B" ? text.dropFirst() : Substring(text)
        guard let digit = digits.utf8.first, (0x30...0x39).contains(digit) else {
            self = .name(try Self.reachable(text))
            return
        }
        guard let number = Int(digits), (1...9999).contains(number) else {
            throw Self.unreachable(
                "Ardour reads '\(text)' as a number, so no strip of that name can be reached; "
                    + "rename the strip, or write S1, B1 or a number from 1")
        }
        switch first {
        case "S": self = .selected(number)
        case "B": self = .bank(number)
        default: self = .number(number)
        }
    }

    private static func reachable(_ name: String) throws(TargetOptionError) -> String {
        let hasBlank = name.unicodeScalars.contains {
            $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7F
        }
        guard hasBlank else { return name }
        throw unreachable(
            "Ardour cannot reach the strip '\(name)', as its name holds a blank; "
                + "rename the strip, or write S1 for the selected one")
    }

    private static func unreachable(_ message: String) -> TargetOptionError {
        TargetOptionError(
            message)
    }
}

extension ArdourAddress: CustomStringConvertible {
    /// As a binding writes it.
    public var description: String {
        switch self {
        case .selected(let number): "S\(number)"
        case .bank(let number): "B\(number)"
        case .number(let number): "\(number)"
        case .name(let name): name
        }
    }

    /// As a person reads it.
    var phrase: String {
        switch self {
        case .selected(1): "the selected strip"
        case .selected(let number): "selected strip \(number)"
        case .bank(let number): "strip \(number) of the bank"
        case .number(let number): "strip \(number)"
        case .name(let name): "strip '\(name)'"
        }
    }
}
