import RuntimeMap

/// How positions of a control become values of a parameter, and back.
///
/// Position (0...1) → dead zone → inversion → curve → the used part of the range → steps → the nearest value
/// the parameter can have. A plain value; its numbers lie in memory of the map's instance.
struct TargetShape {
    /// The ends of the part of the range that is used.
    let low: Double
    let high: Double
    /// The parameter's whole range.
    let minimum: Double
    let maximum: Double
    private let deadZone: Double
    fileprivate let steps: Double
    fileprivate let curve: RuntimeTarget.Curve
    let kind: RuntimeTarget.Kind
    fileprivate let isInverted: Bool
    fileprivate let choices: UnsafeBufferPointer<Double>
    private let points: UnsafeBufferPointer<Double>
    /// Of a logarithmic scale: how often the value doubles on the way.
    fileprivate let doublings: Double

    /// How much more the end of an exponential curve rises than its start.
    private static let bend = 64.0
    private static let bendDoublings = 6.0

    /// - Parameters:
    ///   - sampleRate: For ranges that are multiples of it.
    ///   - numbers: A place for the target's numbers, `RuntimeMapView.number` of the same range.
    init(
        _ target: TargetRecord, sampleRate: Double,
        choices: UnsafeBufferPointer<Double>, points: UnsafeBufferPointer<Double>
    ) {
        let unit = target.scalesWithSampleRate ? sampleRate : 1
        minimum = target.minimum * unit
        maximum = max(target.maximum * unit, minimum)
        let lower = between(target.lower, 0, 1)
        let upper = between(target.upper, 0, 1)
        // From each end on its own, so that 0 and 1 are the ends exactly.
        low = Self.part(lower, of: minimum, maximum)
        high = Self.part(upper, of: minimum, maximum)
        deadZone = between(target.deadZone, 0, 0.999)
        steps = target.steps > 1 ? Double(target.steps) : 0
        kind = target.kind
        isInverted = target.isInverted
        self.choices = choices
        self.points = points
        let isScale = low * high > 0 && low != high
        doublings = isScale ? logarithmOfTwo(high / low) : 0
        switch target.curve {
        // A range that touches zero has no logarithm.
        case .logarithmic where !isScale: curve = .linear
        case .points where points.count < 2: curve = .linear
        case let other: curve = other
        }
    }

    private static func part(_ part: Double, of minimum: Double, _ maximum: Double) -> Double {
        if part == 0 { return minimum }
        return part == 1 ? maximum : minimum + (maximum - minimum) * part
    }

    /// The value at a position, on what the parameter can have.
    ///
    /// - Thread: real-time. Does not block, allocate or count references.
    @_noLocks
    func value(at position: Double) -> Double {
        var place = outsideDeadZone(between(position, 0, 1))
        if isInverted { place = 1 - place }
        if steps > 0, curve == .logarithmic {
            place = nearestWhole(place * (steps - 1)) / (steps - 1)
        }
        if curve == .logarithmic { return possible(scaled(place)) }
        var part = curved(place)
        if steps > 0 { part = nearestWhole(part * (steps - 1)) / (steps - 1) }
        return possible(mixed(part))
    }

    /// A position that gives a value: of several the middle one, and of a value that no position gives the
    /// one nearest to it.
    ///
    /// - Thread: real-time. Does not block, allocate or count references.
    @_noLocks
    func position(of value: Double) -> Double {
        guard low != high else { return isInverted ? 0 : 1 }
        let value = low < high ? between(value, low, high) : between(value, high, low)
        var place: Double
        if curve == .logarithmic {
            place = logarithmOfTwo(value / low) / doublings
        } else {
            place = uncurved((value - low) / (high - low))
        }
        place = between(place, 0, 1)
        if isInverted { place = 1 - place }
        return insideDeadZone(place)
    }

    /// The value's place in the parameter's whole range, 0...1.
    @_noLocks @inline(__always)
    func part(of value: Double) -> Double {
        maximum > minimum ? between((value - minimum) / (maximum - minimum), 0, 1) : 0
    }

    /// The nearest value that the parameter can have.
    @_noLocks
    func possible(_ value: Double) -> Double {
        let value = between(value, minimum, maximum)
        switch kind {
        case .continuous: return value
        case .wholeNumbers: return between(nearestWhole(value), minimum, maximum)
        case .offOn: return value - minimum >= maximum - value ? maximum : minimum
        case .choices: return nearestChoice(to: value)
        }
    }

    // Parts of the way

    @_noLocks @inline(__always)
    private func outsideDeadZone(_ position: Double) -> Double {
        guard deadZone > 0, position > 0, position < 1 else { return position }
        let half = deadZone / 2
        let away = position - 0.5
        if away > half { return 0.5 + (away - half) * (0.5 / (0.5 - half)) }
        return away < -half ? 0.5 + (away + half) * (0.5 / (0.5 - half)) : 0.5
    }

    @_noLocks @inline(__always)
    private func insideDeadZone(_ place: Double) -> Double {
        guard deadZone > 0, place != 0.5, place > 0, place < 1 else { return place }
        let half = deadZone / 2
        let away = (place - 0.5) * ((0.5 - half) / 0.5)
        return between(0.5 + away + (away > 0 ? half : -half), 0, 1)
    }

    @_noLocks @inline(__always)
    fileprivate func scaled(_ place: Double) -> Double {
        if place <= 0 { return low }
        return place >= 1 ? high : low * powerOfTwo(place * doublings)
    }

    @_noLocks @inline(__always)
    fileprivate func mixed(_ part: Double) -> Double {
        if part <= 0 { return low }
        return part >= 1 ? high : low + (high - low) * part
    }

    @_noLocks
    private func curved(_ place: Double) -> Double {
        switch curve {
        case .exponential:
            return (powerOfTwo(place * Self.bendDoublings) - 1) / (Self.bend - 1)
        case .points:
            let way = place * Double(points.count &- 1)
            let first = between(floorOf(way), 0, Double(points.count &- 2))
            let index = Int(first)
            let rest = way - first
            return between(points[index] * (1 - rest) + points[index &+ 1] * rest, 0, 1)
        default: return place
        }
    }

    @_noLocks
    private func uncurved(_ part: Double) -> Double {
        switch curve {
        case .exponential:
            return logarithmOfTwo(1 + between(part, 0, 1) * (Self.bend - 1)) / Self.bendDoublings
        case .points: return placeOnPoints(part)
        default: return part
        }
    }

    /// The first place at which a curve of points comes through a part, or next to it.
    @_noLocks
    private func placeOnPoints(_ part: Double) -> Double {
        var nearest = 0.0
        var least = Double.infinity
        var index = 0
        while index < points.count {
            let here = points[index]
            let away = here > part ? here - part : part - here
            if away < least { (least, nearest) = (away, Double(index)) }
            if index &+ 1 < points.count {
                let next = points[index &+ 1]
                if here != next, (here <= part && part <= next) || (next <= part && part <= here) {
                    return (Double(index) + (part - here) / (next - here))
                        / Double(points.count &- 1)
                }
            }
            index &+= 1
        }
        return nearest / Double(points.count &- 1)
    }

    @_noLocks
    private func nearestChoice(to value: Double) -> Double {
        choices.count == 0 ? value : choices[choiceIndex(of: value)]
    }
}

extension TargetShape {
    /// Whether no part of the range was chosen.
    var usesWholeRange: Bool { low == minimum && high == maximum }

    /// Whether the way up goes down through the values.
    var isFalling: Bool { isInverted }

    /// How many values there are to choose from; 0 when there is no end of them.
    var valueCount: Int {
        if steps > 0 { return Int(steps) }
        switch kind {
        case .continuous: return 0
        case .wholeNumbers:
            let span = high > low ? high - low : low - high
            return span < 16_384 ? Int(nearestWhole(span)) + 1 : 0
        case .offOn: return low == high ? 1 : 2
        case .choices: return choices.count
        }
    }

    /// One of the values, counted from the lower end of the used part.
    @_noLocks
    func value(_ index: Int) -> Double {
        if steps > 0 {
            let place = between(Double(index) / (steps - 1), 0, 1)
            return possible(curve == .logarithmic ? scaled(place) : mixed(place))
        }
        switch kind {
        case .choices where choices.count > 0: return choices[min(max(index, 0), choices.count - 1)]
        case .wholeNumbers:
            let step = high >= low ? Double(index) : -Double(index)
            return possible(
                low < high ? between(low + step, low, high) : between(low + step, high, low))
        default: return index <= 0 ? possible(low) : possible(high)
        }
    }

    /// Which of the values is nearest to one.
    @_noLocks
    func index(of value: Double) -> Int {
        let last = Double(valueCount - 1)
        if steps == 0, kind == .choices { return choiceIndex(of: value) }
        if steps > 0, curve == .logarithmic, value * low > 0 {
            return Int(
                between(nearestWhole(logarithmOfTwo(value / low) / doublings * last), 0, last))
        }
        guard low != high else { return 0 }
        return Int(between(nearestWhole((value - low) / (high - low) * last), 0, last))
    }

    @_noLocks
    fileprivate func choiceIndex(of value: Double) -> Int {
        var best = 0
        var index = 1
        while index < choices.count {
            let away = choices[index] > value ? choices[index] - value : value - choices[index]
            let least = choices[best] > value ? choices[best] - value : value - choices[best]
            if away <= least { best = index }
            index &+= 1
        }
        return best
    }
}
