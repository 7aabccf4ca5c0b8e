import ControlMap
import Diagnostics
import PluginCatalog

/// A kind of files that maps are turned into; `target` of a `[[generate]]` names it.
///
/// All that the rest of the program needs to know of a target stands in its value: the manifest and
/// its schema, the graph, the commands of DAWs.
public struct GenerationTarget: Sendable {
    /// Of what its files are made, and how.
    public enum Making: Sendable {
        /// One file of each map: the resolved map itself, as the build holds it.
        case resolvedMap
        /// One file of each plugin that a map is for: its descriptor, as the build holds it.
        case descriptor
        /// A file of each map; in several forms, where the target has more than one extension.
        case filesOfMap(FilesOfMap)
        /// Files of a device's maps, after a plan of which maps go into which file.
        case filesOfDevice(plan: FilesOfDevice, generate: FileOfDevice)
    }

    /// The files of a map, none when there is nothing to write, and findings; with the workspace's
    /// outputs, where the map or an option names one.
    public typealias FilesOfMap =
        @Sendable (ResolvedMap, TargetOptions, [OutputDeclaration]) throws(TargetOptionError) ->
        (files: [MapFile], diagnostics: [Diagnostic])
    /// Into which files the maps of one device go, and findings.
    public typealias FilesOfDevice = @Sendable ([PlannedMap]) -> FilePlan
    /// Makes a file that was planned, of its maps; each with its plugin where the map may be older.
    public typealias FileOfDevice =
        @Sendable (PlannedFile, [(map: ResolvedMap, plugin: PluginDescriptor?)], TargetOptions)
        throws(TargetOptionError) -> GenerationOutcome

    /// What `target` says; unique.
    public let name: String
    /// What the files are for, for readers.
    public let summary: String
    /// Whether a DAW reads the files.
    public let isForDAW: Bool
    /// Of the files, without the dot: of all that are made of one map, or of the one of a device.
    public let fileExtensions: [String]
    /// What a `[[generate]]` of this target may say besides.
    public let options: [TargetOption]
    /// What making the files, and checking them, may report.
    public let findings: [FindingKind]
    public let making: Making

    init(
        _ name: String, _ summary: String, isForDAW: Bool = false,
        fileExtensions: [String] = ["json"], options: [TargetOption] = [],
        findings: [FindingKind] = [], making: Making
    ) {
        self.name = name
        self.summary = summary
        self.isForDAW = isForDAW
        self.fileExtensions = fileExtensions
        self.options = options
        self.findings = findings
        self.making = making
    }
}

extension GenerationTarget {
    /// Every target; the one place where a new one is entered.
    public static let all: [GenerationTarget] = [ardour, resolved, runtime, descriptors]

    /// The target of this name.
    public static func named(_ name: String) -> GenerationTarget? {
        all.first { $0.name == name }
    }

    /// Whether each map has a file of its own.
    public var isPerMap: Bool {
        switch making {
        case .resolvedMap, .filesOfMap: true
        case .descriptor, .filesOfDevice: false
        }
    }
}

extension GenerationTarget: Equatable {
    /// Names are unique.
    public static func == (left: GenerationTarget, right: GenerationTarget) -> Bool {
        left.name == right.name
    }
}

extension GenerationTarget {
    /// The maps with everything looked up, for programs of others.
    public static let resolved = GenerationTarget(
        "resolved", "each map with everything looked up, as JSON", making: .resolvedMap)

    /// The descriptors of the plugins that maps are for.
    public static let descriptors = GenerationTarget(
        "descriptors", "the descriptor of each plugin that a map is for", making: .descriptor)
}
