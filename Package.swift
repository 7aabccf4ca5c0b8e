// swift-tools-version: 6.1
import PackageDescription

/// Warnings are errors everywhere; release builds keep bounds and overflow traps but drop the
/// dynamic exclusivity checks, which cost 15 % in the parsers.
let house: [SwiftSetting] = [
    .unsafeFlags(["-warnings-as-errors"]),
    .unsafeFlags(
        ["-enforce-exclusivity=unchecked", "-cross-module-optimization"],
        .when(configuration: .release)),
]

/// Programs carry a digest of their code, which is part of every key.
let identity: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "--build-id=sha1"])]

/// The program lies where it was linked to: 48,000 addresses need not be filled in at each start,
/// a fifth of its time. The libraries, the stack and the heap lie at random places all the same.
let fixedPlace: [LinkerSetting] = [
    .unsafeFlags(["-Xclang-linker", "-no-pie"], .when(configuration: .release))
]

/// A module of ours: sources in `Sources/NAME`, the house settings.
func module(
    _ name: String, uses dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house + settings)
}

/// What is annotated as free of locks and allocation must see the code it calls, in debug builds too.
let wholeModule: [SwiftSetting] = [
    .unsafeFlags(["-whole-module-optimization", "-num-threads", "1"], .when(configuration: .debug))
]

/// The tests of a module: sources in `Tests/NAMETests`; `excluded` folders hold what tests read.
func tests(
    of name: String, using dependencies: [Target.Dependency] = [], excluding excluded: [String] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name), "TestSupport"] + dependencies,
        exclude: excluded, swiftSettings: house)
}

let package = Package(
    name: "pipeline",
    products: [
        .executable(name: "pipeline", targets: ["pipeline"]),
        .executable(name: "pipeline-scan", targets: ["pipeline-scan"]),
        .executable(name: "pipeline-runtime", targets: ["pipeline-runtime"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // C libraries, each behind one module map and shim.
        .target(name: "CSystem"),
        .systemLibrary(name: "CXXHash", providers: [.apt(["libxxhash-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(
            name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CSerd", pkgConfig: "serd-0", providers: [.apt(["libserd-dev"])]),
        // Binary interfaces of plugins, declared here: no package holds all of them.
        .systemLibrary(name: "CPluginABI"),
        .systemLibrary(name: "CALSA", pkgConfig: "alsa", providers: [.apt(["libasound2-dev"])]),
        .systemLibrary(name: "CJACK"),

        // Ground: knows nothing of the rest.
        module("Diagnostics"),
        module("ContentDigest", uses: ["CXXHash"]),
        module("SourceText", uses: ["Diagnostics", "CYAML"]),
        module("FileWatching", uses: ["CSystem"]),
        module("RuntimeMap", uses: ["ContentDigest"]),

        // Engine: knows nothing of audio or arguments.
        module("TaskGraph", uses: ["ContentDigest"]),
        module("ContentStore", uses: ["ContentDigest", "TaskGraph", "CSystem"]),
        module(
            "BuildEngine",
            uses: [
                "TaskGraph", "ContentStore", "ContentDigest", "Diagnostics", "FileWatching",
                "CSystem",
            ]),

        // Domain: knows nothing of the engine or the command line.
        module("PluginCatalog", uses: ["Diagnostics", "SourceText"]),
        module(
            "PluginExtraction", uses: ["PluginCatalog", "Diagnostics", "SourceText", "CSystem"]),
        module("ControlMap", uses: ["Diagnostics", "SourceText", "PluginCatalog"]),
        module("XMLDocument", uses: ["Diagnostics", "CXML2"]),
        module(
            "MapGenerators",
            uses: [
                "ControlMap", "PluginCatalog", "XMLDocument", "RuntimeMap", "Diagnostics",
                "SourceText",
            ]),

        // Runtime: knows nothing of the engine or the domain but `RuntimeMap`.
        module("ControlRuntime", uses: ["RuntimeMap"], settings: wholeModule),
        module("ALSAMIDI", uses: ["ControlRuntime", "CALSA", "CJACK", "CSystem"]),
        module("OSCTransport", uses: ["ControlRuntime", "RuntimeMap", "CSystem"]),

        // Join.
        module(
            "PipelineTasks",
            uses: [
                "BuildEngine", "ContentStore", "TaskGraph", "ContentDigest", "Diagnostics",
                "SourceText", "PluginCatalog", "PluginExtraction", "ControlMap", "MapGenerators",
            ]),

        // Programs.
        .executableTarget(
            name: "pipeline",
            dependencies: [
                "PipelineTasks", "BuildEngine", "ContentStore", "TaskGraph", "ContentDigest",
                "Diagnostics", "SourceText", "PluginCatalog", "PluginExtraction", "ControlMap",
                "FileWatching", "MapGenerators", "XMLDocument", "CSystem",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: house, linkerSettings: identity + fixedPlace),
        .executableTarget(
            name: "pipeline-scan",
            dependencies: [
                "PluginExtraction", "PluginCatalog", "Diagnostics", "CSerd", "CPluginABI",
                "CSystem",
            ],
            path: "Sources/PipelineScan",
            swiftSettings: house, linkerSettings: identity),
        .executableTarget(
            name: "pipeline-runtime",
            dependencies: [
                "ControlRuntime", "ALSAMIDI", "OSCTransport", "RuntimeMap", "SourceText",
                "Diagnostics", "FileWatching", "CSystem",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/PipelineRuntime",
            swiftSettings: house, linkerSettings: identity),

        .target(
            name: "TestSupport", dependencies: ["Diagnostics"], path: "Tests/TestSupport",
            swiftSettings: house),
        tests(of: "Diagnostics"),
        tests(of: "ContentDigest"),
        tests(of: "SourceText", using: ["Diagnostics"]),
        tests(of: "FileWatching"),
        tests(of: "TaskGraph", using: ["ContentDigest"]),
        tests(of: "ContentStore", using: ["ContentDigest", "TaskGraph"]),
        tests(
            of: "BuildEngine",
            using: ["TaskGraph", "ContentStore", "ContentDigest", "FileWatching"]),
        tests(of: "PluginCatalog", using: ["Diagnostics", "SourceText"]),
        tests(
            of: "PluginExtraction",
            using: ["PluginCatalog", "Diagnostics", .target(name: "pipeline-scan")]),
        tests(of: "ControlMap", using: ["Diagnostics", "SourceText", "PluginCatalog"]),
        tests(of: "XMLDocument", using: ["Diagnostics"]),
        tests(of: "RuntimeMap", using: ["ContentDigest"]),
        tests(
            of: "MapGenerators",
            using: ["ControlMap", "PluginCatalog", "Diagnostics", "XMLDocument", "RuntimeMap"],
            excluding: ["Golden"]),
        tests(of: "ControlRuntime", using: ["RuntimeMap"]),
        tests(of: "ALSAMIDI", using: ["ControlRuntime"]),
        tests(of: "OSCTransport", using: ["ControlRuntime", "RuntimeMap"]),
        tests(of: "PipelineTasks", using: ["BuildEngine", "Diagnostics"]),
        .testTarget(
            name: "PipelineRuntimeTests",
            dependencies: [
                "pipeline-runtime", "ControlRuntime", "ALSAMIDI", "OSCTransport", "RuntimeMap",
                "SourceText", "Diagnostics", "TestSupport",
            ],
            swiftSettings: house),
        .testTarget(
            name: "RuntimeProgramTests",
            dependencies: ["pipeline-runtime", "RuntimeMap"],
            exclude: ["Scenarios"], swiftSettings: house),
        .testTarget(
            name: "PipelineScanTests", dependencies: ["pipeline-scan"], swiftSettings: house),
        .testTarget(
            name: "ProgramTests",
            dependencies: [
                "pipeline", "pipeline-scan", "PipelineTasks", "Diagnostics", "XMLDocument",
            ],
            swiftSettings: house),
    ],
    swiftLanguageModes: [.v6]
)
