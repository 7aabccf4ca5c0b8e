extension GenerationTarget {
    /// MIDI maps for Ardour's Generic MIDI surface.
    public static let ardour = GenerationTarget(
        "ardour", "MIDI maps for Ardour's Generic MIDI surface", isForDAW: true,
        fileExtensions: ["map"], options: [version, address, slot],
        findings: ArdourGenerator.findings + reportedArdourLintFindings,
        making: .filesOfDevice(
            plan: { ardourFiles(for: $0) },
            generate: { file, maps, options throws(TargetOptionError) in
                ArdourGenerator(try ArdourOptions(options)).generate(file, from: maps)
            }))

    private static let version = TargetOption(
        "version", .text(pattern: #"^[0-9]{1,2}(\.[0-9]+){0,2}$"#), fallback: "7.3",
        "Ardour's; default 7.3."
    ) { (text: String) throws(TargetOptionError) in _ = try ArdourVersion(parsing: text) }

    private static let address = TargetOption(
        "address", .text(pattern: nil), fallback: "S1",
        "Which strip: S1 the first selected, B1 of the bank."
    ) { (text: String) throws(TargetOptionError) in _ = try ArdourAddress(parsing: text) }

    private static let slot = TargetOption(
        "slot", .number(ArdourOptions.slots), fallback: "1",
        "Which of the strip's plugins, from 1."
    ) { (text: String) throws(TargetOptionError) in
        _ = try ArdourOptions(slot: Int(text) ?? 0)
    }
}
