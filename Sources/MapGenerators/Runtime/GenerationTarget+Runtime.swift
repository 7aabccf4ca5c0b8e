extension GenerationTarget {
    /// What the runtime plays.
    public static let runtime = GenerationTarget(
        "runtime", "what pipeline-runtime plays", fileExtensions: ["json", "runtimemap"],
        options: [parameters], findings: RuntimeMapGenerator.findings,
        making: .filesOfMap { map, options, outputs throws(TargetOptionError) in
            let routing = try ParameterRouting(options["parameters", default: ""])
            let (made, diagnostics) = RuntimeMapGenerator(outputs: outputs, routing: routing)
                .made(of: map)
            return (
                [
                    MapFile(fileExtension: "json", bytes: made.json()),
                    MapFile(fileExtension: "runtimemap", bytes: made.binary()),
                ], diagnostics
            )
        })

    private static let parameters = TargetOption(
        "parameters",
        .table(
            TargetTable(
                keys: [
                    ("output", .text, "The [[output]] that takes the messages; one with 'osc'."),
                    ("preset", .word(["ardour"]), "A host whose messages are known."),
                    (
                        "version", .text,
                        "Of preset ardour: Ardour's version; default: that of the files for Ardour, or 7.3."
                    ),
                    ("strip", .number(1...9999), "Of preset ardour: which strip, from 1."),
                    ("plugin", .number(1...999), "Of preset ardour: which plugin, from 1."),
                    ("address", .text, "Where messages go, without a preset."),
                    ("arguments", .list, "What they carry, without a preset."),
                    (
                        "sample_rate", .number(8_000...768_000),
                        "Of the host's session, for parameters in multiples of it."
                    ),
                ], required: ["output"], read: { ParameterRouting.read(&$0) },
                output: { text in
                    do throws(TargetOptionError) {
                        return try ParameterRouting(text)?.output
                    } catch { return nil }
                },
                completed: { (text, files) throws(TargetOptionError) in
                    try ParameterRouting.completed(text, files: files)
                })),
        fallback: "", "How pipeline-runtime moves parameters: by OSC to their host."
    ) { (text: String) throws(TargetOptionError) in _ = try ParameterRouting(text) }
}
