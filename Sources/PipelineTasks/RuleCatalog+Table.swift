import Diagnostics

extension RuleCatalog {
    /// What is reported while something is read, by code.
    ///
    /// Kept by hand beside the readers; a test holds it against their source.
    static let table: [FindingKind] = [
        FindingKind(
            "controller.bits-not-possible", .error, "What a control is said to send can be sent"),
        FindingKind(
            "controller.duplicate-element", .error,
            "No two elements of a controller have the same id"),
        FindingKind(
            "controller.duplicate-id", .error, "No two controller profiles have the same id"),
        FindingKind(
            "controller.encoder-not-possible", .error,
            "What a control is said to send can be sent"),
        FindingKind("controller.missing-key", .error, "Every key that is required is there"),
        FindingKind(
            "controller.out-of-range", .error,
            "A number lies in the range that its key asks for"),
        FindingKind(
            "controller.same-message", .warning, "No two elements of a controller send the same"),
        FindingKind(
            "controller.unknown-key", .error, "Every key is one that a controller profile knows"),
        FindingKind("controller.unknown-schema", .error, "The profile of a controller is 1"),
        FindingKind(
            "controller.unknown-value", .error, "A word is one of those that its key knows"),
        FindingKind("controller.wrong-type", .error, "A value has the type that its key asks for"),
        FindingKind("descriptor.missing-key", .error, "Every key that is required is there"),
        FindingKind(
            "descriptor.out-of-range", .error,
            "A number lies in the range that its key asks for"),
        FindingKind("descriptor.pinned-twice", .error, "A plugin is pinned once"),
        FindingKind("descriptor.unknown-key", .error, "Every key is one that a descriptor knows"),
        FindingKind(
            "descriptor.unknown-value", .error, "A word is one of those that its key knows"),
        FindingKind("descriptor.wrong-type", .error, "A value has the type that its key asks for"),
        FindingKind("json.duplicate-key", .error, "A member stands once in its object"),
        FindingKind("json.syntax", .error, "The text is JSON"),
        FindingKind("json.too-deep", .error, "Values are not nested without end"),
        FindingKind(
            "map.base-cycle", .error,
            "What 'extends' names is a map without errors that does not come back to "
                + "this one"),
        FindingKind(
            "map.base-depth", .error,
            "What 'extends' names is a map without errors that does not come back to "
                + "this one"),
        FindingKind(
            "map.base-has-errors", .error,
            "What 'extends' names is a map without errors that does not come back to "
                + "this one"),
        FindingKind(
            "map.base-outside", .error,
            "What 'extends' names is a map without errors that does not come back to "
                + "this one"),
        FindingKind("map.curve-missing", .warning, "A curve called custom gives its points"),
        FindingKind("map.disabled-control", .info, "A mapping that is not enabled moves nothing"),
        FindingKind(
            "map.encoding-assumed", .warning, "An endless encoder says how it sends its steps"),
        FindingKind(
            "map.group-moves-nothing", .warning,
            "A button group leaves parameters to its buttons"),
        FindingKind("map.migration-differs", .error, "A migrated map does what the old one did"),
        FindingKind(
            "map.missing-base", .error,
            "What 'extends' names is a map without errors that does not come back to "
                + "this one"),
        FindingKind("map.missing-key", .error, "Every key that is required is there"),
        FindingKind("map.mixed-dialects", .error, "A map keeps to one dialect"),
        FindingKind("map.out-of-range", .error, "A number lies in the range that its key asks for"),
        FindingKind("map.several-mappings", .warning, "A control has one mapping"),
        FindingKind("map.several-messages", .error, "A control sends one message"),
        FindingKind("map.several-names", .error, "A parameter is named in one way"),
        FindingKind("map.stray-buttons", .warning, "Only a button group has buttons"),
        FindingKind(
            "map.target-not-bound", .warning, "A mapping moves a parameter, no preset or macro"),
        FindingKind("map.too-large", .error, "A map is not larger than --max-file-size allows"),
        FindingKind("map.unknown-control", .error, "A mapping names a control that is there"),
        FindingKind(
            "map.unknown-key", .error,
            "Every key is one that the dialect knows, or begins with x-"),
        FindingKind("map.unknown-schema", .error, "The schema of a map is 2"),
        FindingKind("map.unknown-value", .error, "A word is one of those that its key knows"),
        FindingKind("map.wrong-type", .error, "A value has the type that its key asks for"),
        FindingKind("plugin.absurd-count", .warning, "A plugin counts its parameters in sense"),
        FindingKind("plugin.broken-choice", .warning, "A choice of a port has a value and a name"),
        FindingKind(
            "plugin.broken-port", .error, "The ports of a bundle's plugins are numbered and named"),
        FindingKind(
            "plugin.broken-text", .warning, "A text that a plugin gives is Unicode and ends"),
        FindingKind("plugin.cannot-create", .error, "A library makes the plugins that it lists"),
        FindingKind("plugin.cannot-load", .error, "A library with plugins can be loaded"),
        FindingKind("plugin.cannot-start", .error, "A library, and each of its plugins, starts"),
        FindingKind("plugin.drift", .warning, "An installed plugin is still what its pin says"),
        FindingKind("plugin.falling-range", .warning, "A range begins below its end"),
        FindingKind("plugin.long-list", .info, "Every choice of a parameter is listed"),
        FindingKind("plugin.missing-file", .error, "The files that a bundle names are there"),
        FindingKind("plugin.no-controller", .error, "A VST3 plugin has a controller"),
        FindingKind(
            "plugin.no-entry", .error, "A library has what a plugin of its format begins with"),
        FindingKind("plugin.no-factory", .error, "A library has a factory of plugins"),
        FindingKind("plugin.no-id", .warning, "Every plugin of a library has an id"),
        FindingKind("plugin.no-plugin", .info, "A library in a folder for plugins is one"),
        FindingKind("plugin.no-range", .info, "A VST3 plugin converts 0 to 1 into a range"),
        FindingKind("plugin.no-statements", .warning, "A file of a bundle says something"),
        FindingKind("plugin.not-a-number", .warning, "A number that a plugin gives is one"),
        FindingKind("plugin.nothing-fits", .info, "A pattern of plugins fits an installed one"),
        FindingKind(
            "plugin.other-architecture", .error, "A bundle has a library for this machine"),
        FindingKind(
            "plugin.reader-message", .warning,
            "The library that reads bundles has nothing to tell"),
        FindingKind(
            "plugin.repeated-id", .warning,
            "A plugin of a library, and a parameter of a plugin, has an id of its own"),
        FindingKind("plugin.shadowed", .warning, "No two plugins of a format have one id"),
        FindingKind("plugin.too-many", .warning, "A library does not name plugins without end"),
        FindingKind("plugin.too-much", .error, "What a module says of its plugins can be sent"),
        FindingKind(
            "plugin.tried-display", .info, "A plugin that is only opened looks for no display"),
        FindingKind(
            "plugin.tried-network", .warning,
            "A plugin that is only opened does not reach for the network"),
        FindingKind(
            "plugin.tried-process", .warning, "A plugin that is only opened starts no processes"),
        FindingKind("plugin.tried-signal", .warning, "A plugin that is only opened signals no one"),
        FindingKind(
            "plugin.tried-write", .warning,
            "A plugin that is only opened changes no file of others"),
        FindingKind("plugin.turtle-syntax", .error, "The files of a bundle are sound Turtle"),
        FindingKind(
            "plugin.unknown-standard", .error,
            "A plugin follows a version of its format that is read"),
        FindingKind("plugin.unreadable-file", .error, "The files of a bundle can be opened"),
        FindingKind("plugin.wrong-count", .warning, "A plugin gives as many items as it counts"),
        FindingKind(
            "plugin.wrote-files", .info, "A plugin that is only opened leaves nothing behind"),
        FindingKind("registry.missing", .error, "The registry that the manifest names is there"),
        FindingKind("registry.missing-key", .error, "Every key that is required is there"),
        FindingKind("registry.wrong-channel", .error, "A channel is a number from 1 to 16"),
        FindingKind("registry.wrong-type", .error, "A value has the type that its key asks for"),
        FindingKind("xml.doctype", .error, "A text in XML has no document type"),
        FindingKind("xml.empty", .error, "The text says something"),
        FindingKind("xml.not-well-formed", .error, "The text is XML"),
        FindingKind("xml.too-deep", .error, "Elements are not nested without end"),
        FindingKind("xml.too-large", .error, "The text is not larger than XML is read"),
        FindingKind("yaml.duplicate-key", .error, "A key stands once in its mapping"),
        FindingKind("yaml.empty", .error, "The text says something"),
        FindingKind("yaml.merge-key", .error, "Nothing is merged with <<"),
        FindingKind("yaml.several-documents", .error, "A file is one document"),
        FindingKind("yaml.syntax", .error, "The text is YAML"),
        FindingKind("yaml.too-deep", .error, "Values are not nested without end"),
        FindingKind("yaml.too-many-aliases", .error, "Aliases do not stand for endless values"),
        FindingKind("yaml.unknown-alias", .error, "An alias stands for an anchor before it"),
        FindingKind("yaml.unsupported-key", .error, "A key is a text"),
        FindingKind("yaml.unsupported-tag", .error, "A tag is one of the core schema"),
    ]
}
