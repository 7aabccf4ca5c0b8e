/// A parameter, and how a control's position becomes its value.
///
/// Position (0...1) → dead zone → inversion → curve → `lower`...`upper` of the range → steps → the
/// nearest value the parameter can have → smoothing.
public struct RuntimeTarget: Sendable, Equatable {
    /// How positions become values.
    public enum Curve: Int, Sendable, CaseIterable {
        case linear = 0, exponential = 1, logarithmic = 2
        /// Straight lines between `curvePoints`.
        case points = 3
    }

    /// What a button does to its target.
    public enum Mode: Int, Sendable, CaseIterable {
        case direct = 0, toggle = 1, momentary = 2, radio = 3, cycle = 4
    }

    /// What happens when position and value differ.
    public enum PickUp: Int, Sendable, CaseIterable { case jump = 0, pickup = 1, scale = 2 }

    /// Values a parameter can have.
    public enum Kind: Int, Sendable, CaseIterable {
        case continuous = 0, wholeNumbers = 1, offOn = 2, choices = 3
    }

    /// Place among all targets of the map, dense from 0: where a player keeps the target's state.
    public var id: Int
    /// Index among the plugin's control ports, inputs and outputs counted, from 0; -1 when the target is no
    /// parameter.
    public var parameter: Int
    public var symbol: String
    /// What is sent when the value changes.
    public var route: RuntimeRoute
    public var kind: Kind
    /// In the parameter's own unit; minimum ≤ default ≤ maximum.
    public var minimum: Double
    public var maximum: Double
    public var defaultValue: Double
    /// Whether minimum, maximum and default are multiples of the sample rate.
    public var scalesWithSampleRate: Bool
    /// The values of `Kind.choices`, rising; else empty.
    public var choices: [Double]
    public var curve: Curve
    /// Values at evenly spaced positions from the first to the last, 0...1; of `Curve.points` only.
    public var curvePoints: [Double]
    /// Whether the middle value of the message, 64 or 8192, is position 0.5: what lies below it is
    /// spread over the lower half, what lies above over the upper.
    public var isBipolar: Bool
    /// Part of the range that is used, 0...1 of it after the curve.
    public var lower: Double
    public var upper: Double
    public var isInverted: Bool
    public var mode: Mode
    /// 0 for none.
    public var steps: Int
    public var pickUp: PickUp
    /// Part of the travel at the middle that reads as the middle.
    public var deadZone: Double
    /// 0 for none.
    public var smoothingMilliseconds: Double
    /// Of `Mode.radio`: targets of one group take turns; 0 for those that move the same parameter.
    public var group: Int

    /// A target that follows a control over its whole range; the rest is set afterwards.
    public init(
        id: Int, parameter: Int, symbol: String, kind: Kind, minimum: Double, maximum: Double,
        defaultValue: Double
    ) {
        self.id = id
        self.parameter = parameter
        self.symbol = symbol
        route = .none
        self.kind = kind
        self.minimum = minimum
        self.maximum = maximum
        self.defaultValue = defaultValue
        scalesWithSampleRate = false
        choices = []
        curve = .linear
        curvePoints = []
        isBipolar = false
        lower = 0
        upper = 1
        isInverted = false
        mode = .direct
        steps = 0
        pickUp = .jump
        deadZone = 0
        smoothingMilliseconds = 0
        group = 0
    }
}
