/// One control port of a plugin.
public struct PluginParameter: Sendable, Equatable {
    public enum Direction: String, Sendable, CaseIterable { case input, output }

    /// How the value moves; the words are those of the descriptor format.
    public enum Kind: String, Sendable, CaseIterable {
        case continuous
        /// Whole numbers.
        case discrete
        /// Off at or below 0, on above.
        case boolean
        /// One of `choices`.
        case choice
    }

    /// A named value.
    public struct Choice: Sendable, Equatable {
        public var label: String
        public var value: Double

        public init(label: String, value: Double) {
            self.label = label
            self.value = value
        }
    }

    /// Position among the plugin's control ports, inputs and outputs counted, from 0.
    public var index: Int
    /// LV2: the port's own index, audio and event ports counted. Equal to `index` elsewhere.
    public var port: Int
    /// Stable identifier, unique in the plugin.
    public var symbol: String
    public var name: String
    public var direction: Direction
    public var kind: Kind
    /// Bounds and default in the parameter's own unit; `nil` when the plugin does not say.
    public var minimum: Double?
    public var maximum: Double?
    public var defaultValue: Double?
    /// Whether a host should spread the range logarithmically.
    public var isLogarithmic: Bool
    /// Whether `minimum` and `maximum` are multiples of the sample rate.
    public var scalesWithSampleRate: Bool
    /// Unit symbol such as "Hz" or "dB"; empty when there is none.
    public var unit: String
    /// By rising value.
    public var choices: [Choice]
    /// Symbol of the group it belongs to; empty when there is none.
    public var group: String
    /// Role known to hosts, for example `enabled` or `freeWheeling`; empty when there is none.
    public var designation: String
    public var isAutomatable: Bool
    /// Whether hosts are asked not to show it.
    public var isHidden: Bool
    /// Whether a host may leave the port unconnected.
    public var isOptional: Bool

    public init(
        index: Int, port: Int, symbol: String, name: String, direction: Direction = .input,
        kind: Kind = .continuous, minimum: Double? = 0, maximum: Double? = 1,
        defaultValue: Double? = 0, isLogarithmic: Bool = false, scalesWithSampleRate: Bool = false,
        unit: String = "", choices: [Choice] = [], group: String = "", designation: String = "",
        isAutomatable: Bool = true, isHidden: Bool = false, isOptional: Bool = false
    ) {
        self.index = index
        self.port = port
        self.symbol = symbol
        self.name = name
        self.direction = direction
        self.kind = kind
        self.minimum = minimum
        self.maximum = maximum
        self.defaultValue = defaultValue
        self.isLogarithmic = isLogarithmic
        self.scalesWithSampleRate = scalesWithSampleRate
        self.unit = unit
        self.choices = choices
        self.group = group
        self.designation = designation
        self.isAutomatable = isAutomatable
        self.isHidden = isHidden
        self.isOptional = isOptional
    }
}
