import Diagnostics

extension RuleCatalog {
    /// Every code that a workspace can give another severity, by code.
    ///
    /// Kept by hand beside the rules; a test holds it against their source.
    static let table: [Entry] = [
        Entry("ardour.bipolar", .warning, "In Ardour 64 lies a little above the middle"),
        Entry(
            "ardour.button-message", .warning,
            "Ardour hears buttons only as controllers or notes"),
        Entry("ardour.button-values", .warning, "Ardour needs other values from this button"),
        Entry("ardour.curve", .warning, "Ardour uses the parameter's own curve"),
        Entry("ardour.cycle", .warning, "Ardour cannot step through values at each press"),
        Entry("ardour.dead-zone", .warning, "Ardour knows no dead zone"),
        Entry(
            "ardour.duplicate-binding", .warning,
            "No message is bound to the same parameter twice"),
        Entry(
            "ardour.encoder-message", .warning,
            "Ardour hears endless encoders only as controllers"),
        Entry(
            "ardour.encoder-on-switch", .warning,
            "In Ardour an endless encoder does nothing to a switch"),
        Entry(
            "ardour.encoder-on-whole-numbers", .warning,
            "In Ardour single steps of an endless encoder get lost on whole numbers, so "
                + "it sticks"),
        Entry(
            "ardour.encoder-sticks", .info,
            "An endless encoder moves its parameter at every step"),
        Entry("ardour.feedback-values", .info, "Lamps are lit with the values that Ardour sends"),
        Entry("ardour.file-name", .warning, "Ardour lists the file by its name"),
        Entry("ardour.fourteen-bit", .warning, "Ardour hears only 7 bits of a controller"),
        Entry("ardour.invert", .warning, "Ardour cannot turn a range round"),
        Entry(
            "ardour.knob-on-switch", .warning,
            "Every value of 64 and more would flip this switch in Ardour"),
        Entry(
            "ardour.latching-cannot-hold", .warning,
            "A latching button does not tell when it is let go"),
        Entry("ardour.mixed-pickup", .warning, "All controls of a file pick up values, or none"),
        Entry(
            "ardour.mode-needs-button", .warning,
            "Only a button can toggle, hold or choose in Ardour"),
        Entry("ardour.not-imported", .info, "A binding can be said in a map of ours"),
        Entry("ardour.nothing-to-write", .warning, "A file for Ardour binds something"),
        Entry(
            "ardour.out-of-range", .warning,
            "Channels go from 1 to 16, controllers and notes from 0 to 127"),
        Entry(
            "ardour.output-parameter", .warning,
            "The plugin sets this parameter itself and takes no value for it"),
        Entry("ardour.parameter-number", .warning, "Ardour does not follow NRPN and RPN"),
        Entry("ardour.parse-back", .error, "What was written reads back as what was meant"),
        Entry("ardour.pickup-note", .warning, "Ardour takes every note as it comes"),
        Entry("ardour.pickup-scale", .warning, "Ardour cannot scale towards a value"),
        Entry("ardour.pressure", .warning, "Ardour cannot bind pressure"),
        Entry(
            "ardour.program-change", .warning,
            "Ardour sets a parameter to 1 at any program change"),
        Entry("ardour.radio", .warning, "Ardour has no radio buttons"),
        Entry("ardour.range", .warning, "Ardour always uses a parameter's whole range"),
        Entry("ardour.shared-channel", .info, "Maps of one file are on different channels"),
        Entry("ardour.shared-message", .info, "Maps of one file send different messages"),
        Entry("ardour.smoothing", .warning, "Ardour does not smooth values"),
        Entry(
            "ardour.stale-parameter", .warning,
            "The plugin's descriptor has another parameter at this place"),
        Entry("ardour.starts-on", .info, "A button shows the state that its parameter starts with"),
        Entry("ardour.steps", .warning, "Ardour divides a range as the parameter does"),
        Entry(
            "ardour.system-exclusive", .warning,
            "Ardour binds parameters to no system exclusive message"),
        Entry("ardour.toggle-needs-switch", .warning, "Ardour flips only switches"),
        Entry("ardour.too-many-maps", .warning, "A file has no more maps than channels"),
        Entry("ardour.unhosted-format", .warning, "Ardour does not host plugins of this format"),
        Entry(
            "ardour.unnumbered-format", .warning,
            "How Ardour numbers the parameters of this format depends on facts that no "
                + "descriptor holds yet"),
        Entry("controller.bits-not-possible", .error, "What a control is said to send can be sent"),
        Entry(
            "controller.duplicate-element", .error,
            "No two elements of a controller have the same id"),
        Entry("controller.duplicate-id", .error, "No two controller profiles have the same id"),
        Entry(
            "controller.encoder-not-possible", .error,
            "What a control is said to send can be sent"),
        Entry("controller.missing-key", .error, "Every key that is required is there"),
        Entry(
            "controller.out-of-range", .error,
            "A number lies in the range that its key asks for"),
        Entry("controller.same-message", .warning, "No two elements of a controller send the same"),
        Entry("controller.unknown-key", .error, "Every key is one that a controller profile knows"),
        Entry("controller.unknown-schema", .error, "The profile of a controller is 1"),
        Entry("controller.unknown-value", .error, "A word is one of those that its key knows"),
        Entry("controller.wrong-type", .error, "A value has the type that its key asks for"),
        Entry(
            "descriptor.choice-outside-range", .warning,
            "Choices rise, lie within the bounds, and are there when the type says so"),
        Entry(
            "descriptor.choices-not-rising", .error,
            "Choices rise, lie within the bounds, and are there when the type says so"),
        Entry(
            "descriptor.default-outside-range", .warning,
            "A parameter's default lies within its bounds"),
        Entry(
            "descriptor.index-gap", .error,
            "Parameters are counted 0, 1, 2, … in the order of the file"),
        Entry("descriptor.missing-key", .error, "Every key that is required is there"),
        Entry("descriptor.missing-symbol", .warning, "Every parameter has a symbol of its own"),
        Entry(
            "descriptor.no-choices", .warning,
            "Choices rise, lie within the bounds, and are there when the type says so"),
        Entry(
            "descriptor.not-in-group", .warning,
            "The group that a parameter names is in 'groups' and lists it"),
        Entry(
            "descriptor.out-of-range", .error,
            "A number lies in the range that its key asks for"),
        Entry("descriptor.pinned-twice", .error, "A plugin is pinned once"),
        Entry(
            "descriptor.repeated-index", .error,
            "Parameters are counted 0, 1, 2, … in the order of the file"),
        Entry("descriptor.repeated-name", .info, "A name means one input of the plugin"),
        Entry("descriptor.repeated-symbol", .error, "Every parameter has a symbol of its own"),
        Entry(
            "descriptor.unknown-group", .warning,
            "The group that a parameter names is in 'groups' and lists it"),
        Entry("descriptor.unknown-key", .error, "Every key is one that a descriptor knows"),
        Entry(
            "descriptor.unknown-member", .error,
            "A group lists indices of parameters that are there"),
        Entry("descriptor.unknown-value", .error, "A word is one of those that its key knows"),
        Entry(
            "descriptor.wrong-count", .warning,
            "The count in the metadata is the number of parameters"),
        Entry("descriptor.wrong-type", .error, "A value has the type that its key asks for"),
        Entry("json.duplicate-key", .error, "A member stands once in its object"),
        Entry("json.syntax", .error, "The text is JSON"),
        Entry("json.too-deep", .error, "Values are not nested without end"),
        Entry(
            "map.ambiguous-parameter", .error,
            "Every parameter that a map names is one of the plugin's"),
        Entry(
            "map.base-cycle", .error,
            "What 'extends' names is a map without errors that does not come back to "
                + "this one"),
        Entry(
            "map.base-decided", .info,
            "It is known whether the numbers of a map count from 0 or from 1"),
        Entry(
            "map.base-depth", .error,
            "What 'extends' names is a map without errors that does not come back to "
                + "this one"),
        Entry(
            "map.base-has-errors", .error,
            "What 'extends' names is a map without errors that does not come back to "
                + "this one"),
        Entry(
            "map.base-outside", .error,
            "What 'extends' names is a map without errors that does not come back to "
                + "this one"),
        Entry(
            "map.base-undecided", .error,
            "It is known whether the numbers of a map count from 0 or from 1"),
        Entry("map.bits-not-possible", .error, "What a control is said to send can be sent"),
        Entry("map.bound-twice", .error, "No two controls send the same on the same channel"),
        Entry(
            "map.button-on-continuous", .warning,
            "A button moves something that has positions to jump between"),
        Entry(
            "map.controller-has-errors", .error,
            "The controller that a map names has a profile, and the profile has no "
                + "errors"),
        Entry("map.curve-missing", .warning, "A curve called custom gives its points"),
        Entry(
            "map.cycle-without-steps", .error,
            "Only what is pressed has a mode, and only what has steps is cycled through"),
        Entry("map.disabled-control", .info, "A mapping that is not enabled moves nothing"),
        Entry("map.duplicate-control", .error, "No two controls of a map have the same id"),
        Entry("map.duplicate-name", .warning, "Two maps of one controller have different names"),
        Entry(
            "map.encoder-has-no-position", .warning,
            "An endless encoder moves something that has more than two positions, and "
                + "is asked for nothing that needs a position of its own"),
        Entry("map.encoder-not-possible", .error, "What a control is said to send can be sent"),
        Entry(
            "map.encoder-on-switch", .warning,
            "An endless encoder moves something that has more than two positions, and "
                + "is asked for nothing that needs a position of its own"),
        Entry("map.encoding-assumed", .warning, "An endless encoder says how it sends its steps"),
        Entry("map.foreign-format", .info, "The plugin that a map names has a descriptor"),
        Entry(
            "map.group-moves-nothing", .warning,
            "A button group leaves parameters to its buttons"),
        Entry("map.ignored-key", .info, "Nothing is passed over in silence"),
        Entry("map.likely-key", .warning, "Nothing is passed over in silence"),
        Entry("map.migration-differs", .error, "A migrated map does what the old one did"),
        Entry(
            "map.missing-base", .error,
            "What 'extends' names is a map without errors that does not come back to "
                + "this one"),
        Entry("map.missing-controls", .error, "A map has controls, itself or by a base"),
        Entry(
            "map.missing-device", .error,
            "A map says for which controller it is, itself or by a base"),
        Entry("map.missing-key", .error, "Every key that is required is there"),
        Entry(
            "map.missing-plugin", .error,
            "A map says for which plugin it is, itself or by a base, unless it is a "
                + "template"),
        Entry("map.missing-send", .error, "Of every control it is known what it sends"),
        Entry("map.mixed-dialects", .error, "A map keeps to one dialect"),
        Entry(
            "map.mode-needs-button", .error,
            "Only what is pressed has a mode, and only what has steps is cycled through"),
        Entry(
            "map.name-mismatch", .warning,
            "A parameter that is named by a number is the one that its control's name "
                + "speaks of"),
        Entry(
            "map.no-bypass", .warning,
            "Audio-control's words 'bypass' and 'window' stand for something that can "
                + "be bound"),
        Entry(
            "map.no-registry-channel", .warning,
            "A map that leaves its channel to a registry is known to one"),
        Entry(
            "map.no-window", .warning,
            "Audio-control's words 'bypass' and 'window' stand for something that can "
                + "be bound"),
        Entry(
            "map.not-automatable", .warning,
            "A control moves a parameter that the plugin lets hosts automate"),
        Entry(
            "map.not-registered", .info,
            "A map for the registry's controller is known to the registry"),
        Entry(
            "map.numbers-shifted", .error,
            "The numbers of a map, as it counts them, name parameters that its "
                + "controls' names speak of"),
        Entry("map.out-of-range", .error, "A number lies in the range that its key asks for"),
        Entry(
            "map.output-parameter", .error,
            "A control moves an input of the plugin, not a value that the plugin "
                + "reports"),
        Entry("map.range-order", .error, "The first number of a range is less than the second"),
        Entry(
            "map.registry-channel", .warning,
            "A map that states its channel states the one that the registry gives it"),
        Entry(
            "map.reserved-controller", .warning,
            "No control sends a controller number that MIDI reserves for channel modes"),
        Entry("map.same-message", .warning, "No two controls send the same on the same channel"),
        Entry(
            "map.sent-range", .warning,
            "A knob or fader of audio-control's dialect sends every value from 0 to 127"),
        Entry("map.several-mappings", .warning, "A control has one mapping"),
        Entry("map.several-messages", .error, "A control sends one message"),
        Entry("map.several-names", .error, "A parameter is named in one way"),
        Entry(
            "map.shared-messages", .info,
            "Two maps of one controller do not send the same on one channel"),
        Entry("map.stray-buttons", .warning, "Only a button group has buttons"),
        Entry("map.target-not-bound", .warning, "A mapping moves a parameter, no preset or macro"),
        Entry("map.template-changed", .warning, "A map sends what its base sends"),
        Entry("map.too-large", .error, "A map is not larger than --max-file-size allows"),
        Entry("map.unknown-control", .error, "A mapping names a control that is there"),
        Entry(
            "map.unknown-controller", .error,
            "The controller that a map names has a profile, and the profile has no "
                + "errors"),
        Entry("map.unknown-element", .error, "Of every control it is known what it sends"),
        Entry(
            "map.unknown-key", .error,
            "Every key is one that the dialect knows, or begins with x-"),
        Entry(
            "map.unknown-parameter", .error,
            "Every parameter that a map names is one of the plugin's"),
        Entry("map.unknown-plugin", .error, "The plugin that a map names has a descriptor"),
        Entry("map.unknown-schema", .error, "The schema of a map is 2"),
        Entry("map.unknown-value", .error, "A word is one of those that its key knows"),
        Entry("map.unused-control", .info, "Of every control it is known what it sends"),
        Entry("map.wrong-type", .error, "A value has the type that its key asks for"),
        Entry("plugin.drift", .warning, "An installed plugin is still what its pin says"),
        Entry("plugin.missing-file", .error, "The files that a bundle names are there"),
        Entry("plugin.no-statements", .warning, "A file of a bundle says something"),
        Entry("plugin.not-a-number", .warning, "A number of a bundle is one"),
        Entry("plugin.nothing-fits", .info, "A pattern of plugins fits an installed one"),
        Entry(
            "plugin.reader-message", .warning,
            "The library that reads bundles has nothing to tell"),
        Entry("plugin.turtle-syntax", .error, "The files of a bundle are sound Turtle"),
        Entry("plugin.unreadable-file", .error, "The files of a bundle can be opened"),
        Entry(
            "registry.category-differs", .warning,
            "The categories of the registry still fit its channels"),
        Entry(
            "registry.category-twice", .warning,
            "The categories of the registry still fit its channels"),
        Entry(
            "registry.channel-not-free", .warning,
            "A channel that the registry's 'available_channels' lists belongs to no map"),
        Entry(
            "registry.channel-not-listed", .info,
            "A channel without a map is listed as free, where there is such a list"),
        Entry(
            "registry.channel-taken", .warning,
            "No two plugins are on one channel of the registry's controller"),
        Entry(
            "registry.duplicate-path", .error,
            "No two channels of the registry belong to the same map"),
        Entry("registry.missing", .error, "The registry that the manifest names is there"),
        Entry("registry.missing-key", .error, "Every key that is required is there"),
        Entry("registry.orphan", .warning, "Every entry of the registry is a map of the workspace"),
        Entry("registry.wrong-channel", .error, "A channel is a number from 1 to 16"),
        Entry("registry.wrong-type", .error, "A value has the type that its key asks for"),
        Entry("yaml.duplicate-key", .error, "A key stands once in its mapping"),
        Entry("yaml.empty", .error, "The text says something"),
        Entry("yaml.merge-key", .error, "Nothing is merged with <<"),
        Entry("yaml.several-documents", .error, "A file is one document"),
        Entry("yaml.syntax", .error, "The text is YAML"),
        Entry("yaml.too-deep", .error, "Values are not nested without end"),
        Entry("yaml.too-many-aliases", .error, "Aliases do not stand for endless values"),
        Entry("yaml.unknown-alias", .error, "An alias stands for an anchor before it"),
        Entry("yaml.unsupported-key", .error, "A key is a text"),
        Entry("yaml.unsupported-tag", .error, "A tag is one of the core schema"),
    ]
}
