import PluginCatalog

/// Hands out a controller's elements to parameters, one by one.
struct DraftLayout {
    struct Placed {
        var element: String
        var parameter: PluginParameter
        var mode: Shaping.Mode?
        /// The element's place in the profile.
        var order: Int
    }

    /// Free elements, by what they suit; each in the profile's order.
    private var knobs: [Free] = []
    private var faders: [Free] = []
    private var encoders: [Free] = []
    private var buttons: [Free] = []
    private(set) var placed: [Placed] = []
    private var waiting: [PluginParameter] = []

    private struct Free {
        var element: ControllerElement
        var order: Int
    }

    /// - Parameter profile: elements that send what an earlier one sends are left out, and those that
    ///   are no panel elements, such as pedals.
    init(_ profile: ControllerProfile) {
        var ownership = MessageOwnership<String>()
        for (order, element) in profile.elements.enumerated() {
            guard let message = element.send.fullMessage else { continue }
            let channel = element.send.channel?.value ?? profile.channel ?? 1
            let isTaken = message.owners(on: channel).contains { wanted in
                var trial = ownership
                return trial.take(wanted, for: element.id.value) != nil
            }
            if isTaken { continue }
            _ = ownership.add(message, channel: channel, owner: element.id.value)
            let free = Free(element: element, order: order)
            switch element.kind {
            case .button, .pad: buttons.append(free)
            case .wheel, .pedal: break
            case _ where element.send.encoder != nil: encoders.append(free)
            case .fader: faders.append(free)
            case .knob, .encoder: knobs.append(free)
            }
        }
    }

    /// Gives a run that suits faders free ones, if there are enough for all of it.
    mutating func placeOnFaders(_ run: [PluginParameter]) -> Bool {
        guard run.allSatisfy({ $0.suitsFader && !$0.isSwitch }), run.count <= faders.count else {
            return false
        }
        for parameter in run { _ = give(parameter, from: [\.faders], mode: nil) }
        return true
    }

    /// Gives each parameter of a run the first free element that suits it; what gets none waits.
    mutating func place(_ run: [PluginParameter]) {
        for parameter in run {
            let isPlaced =
                parameter.isSwitch
                ? give(parameter, from: [\.buttons], mode: .toggle)
                : give(parameter, from: [\.knobs, \.encoders, \.faders], mode: nil)
            if !isPlaced { waiting.append(parameter) }
        }
    }

    /// Gives what is left a second choice: a switch may be on a knob, and a short list of choices on
    /// a button that goes through them.
    mutating func placeLeftovers() {
        for parameter in waiting {
            if parameter.isSwitch {
                _ = give(parameter, from: [\.knobs, \.faders], mode: nil)
            } else if parameter.hasFewValues {
                _ = give(parameter, from: [\.buttons], mode: .cycle)
            }
        }
        waiting = []
    }

    private mutating func give(
        _ parameter: PluginParameter, from kinds: [WritableKeyPath<DraftLayout, [Free]>],
        mode: Shaping.Mode?
    ) -> Bool {
        for kind in kinds where !self[keyPath: kind].isEmpty {
            let free = self[keyPath: kind].removeFirst()
            placed.append(
                Placed(
                    element: free.element.id.value, parameter: parameter, mode: mode,
                    order: free.order))
            return true
        }
        return false
    }
}

extension PluginParameter {
    /// Levels and envelopes are looked at as a row of faders.
    var suitsFader: Bool {
        let words = NameTokens(name).words + NameTokens(symbol).words
        let fader = [
            "volume", "attack", "decay", "sustain", "release", "mix", "mixer", "send", "gain",
        ]
        return words.contains { word in
            fader.contains { WordPairing(word, $0).map { $0 >= .short } ?? false }
        }
    }

    fileprivate var hasFewValues: Bool {
        if kind == .choice { return (2...8).contains(choices.count) }
        guard kind == .discrete, let minimum, let maximum else { return false }
        return maximum - minimum <= 7
    }
}
