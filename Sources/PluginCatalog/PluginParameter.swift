/// One parameter of a plugin: a control port, or what its format has in that place.
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

    /// Position among the plugin's parameters, inputs and outputs counted, from 0.
    public var index: Int
    /// LV2, LADSPA, DSSI: the port's own index, audio and event ports counted. Equal to `index` elsewhere.
    public var port: Int
    /// Stable identifier, unique in the plugin: what hosts keep a parameter by.
    ///
    /// - LV2: the port's symbol, or of a property the end of its URI.
    /// - VST3, CLAP: the parameter's number in the plugin, written in decimals.
    /// - LADSPA, DSSI: the port's index. VST2: the parameter's.
    public var symbol: String
    public var name: String
    public var direction: Direction
    public var kind: Kind
    /// Bounds and default in the parameter's own unit; `nil` when the plugin does not say.
    public var minimum: Double?
    public var maximum: Double?
    public var defaultValue: Double?
    /// LADSPA, DSSI: what the default was computed from: `minimum`, `low`, `middle`, `high`, `maximum`, `0`, `1`,
    /// `100` or `440`; empty when the port names none. Hosts compute differently where a logarithmic
    /// range begins at 0.
    public var defaultHint: String
    /// Steps from the lower to the upper end that the plugin states; 0 when it states none.
    public var steps: Int
    /// What the plugin shows at the ends of the range, where bounds alone may not tell; empty when
    /// it is not known.
    public var textAtMinimum: String
    public var textAtMaximum: String
    /// Whether a host should spread the range logarithmically.
    public var isLogarithmic: Bool
    /// Whether `minimum` and `maximum` are multiples of the sample rate.
    public var scalesWithSampleRate: Bool
    /// Whether the upper end is next to the lower one, as of an angle: a control may go on beyond an end.
    public var isPeriodic: Bool
    /// Unit symbol such as "Hz" or "dB"; empty when there is none.
    public var unit: String
    /// By rising value.
    public var choices: [Choice]
    /// Symbol of the group it belongs to; empty when there is none.
    public var group: String
    /// Role known to hosts; empty when there is none.
    ///
    /// LV2's names, for example `enabled` or `freeWheeling`; of other formats `bypass`, `program` for what
    /// changes the program, and `midi-controller` for what stands for a MIDI controller.
    public var designation: String
    public var isAutomatable: Bool
    /// Whether hosts are asked not to show it.
    public var isHidden: Bool
    /// Whether a host may leave the port unconnected.
    public var isOptional: Bool
    /// LV2: URI of the property that is set by messages in place of a port; empty for a port.
    public var property: String

    public init(
        index: Int, port: Int, symbol: String, name: String, direction: Direction = .input,
        kind: Kind = .continuous, minimum: Double? = 0, maximum: Double? = 1,
        defaultValue: Double? = 0, defaultHint: String = "", steps: Int = 0,
        textAtMinimum: String = "", textAtMaximum: String = "", isLogarithmic: Bool = false,
        scalesWithSampleRate: Bool = false, isPeriodic: Bool = false, unit: String = "",
        choices: [Choice] = [],
        group: String = "", designation: String = "", isAutomatable: Bool = true,
        isHidden: Bool = false, isOptional: Bool = false, property: String = ""
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
        self.defaultHint = defaultHint
        self.steps = steps
        self.textAtMinimum = textAtMinimum
        self.textAtMaximum = textAtMaximum
        self.isLogarithmic = isLogarithmic
        self.scalesWithSampleRate = scalesWithSampleRate
        self.isPeriodic = isPeriodic
        self.unit = unit
        self.choices = choices
        self.group = group
        self.designation = designation
        self.isAutomatable = isAutomatable
        self.isHidden = isHidden
        self.isOptional = isOptional
        self.property = property
    }
}
