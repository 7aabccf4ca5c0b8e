import Testing

/// One plugin on a page, and how plugins are named.
@Suite struct PluginsShowCommandTests {
    private func page(_ fixture: PluginFixture, _ words: String) throws -> String {
        let studio = try PluginFixture.workspace([fixture], including: ["*"])
        let shown = studio.run("plugins", "show", words)
        #expect(shown.status == 0, "\(shown.messages)")
        return shown.output
    }

    @Test func `a page tells steps, texts, roles, flags and what Ardour calls a parameter`() throws
    {
        let page = try page(.vst3, "vst3:The plain")
        let head = """
            The plain, Mü
            VST3      706C61696E0000000000000000000000
            version   1.2.3
            category  Instrument|Synth

            """
        #expect(page.hasPrefix(head), "\(page)")
        #expect(
            page.contains(
                "in maps   plugin: { format: vst3, id: \"706C61696E0000000000000000000000\" }\n"))
        for line in [
            "    0  100         Cutoff   continuous  20 ... 20000 Hz  10010    1\n",
            "    1  101         Mode     choice      0 ... 3          1        2\n"
                + "         0 = Saw, 1 = Square, 2 = Sine, 3 = Noise\n",
            "    3  103         Off      boolean     0 ... 1          0        4\n"
                + "         role: bypass\n",
            "    4  104         Meter    output      0 ... 1          0        -\n         hidden\n",
            "         0 = Low, 1 = Middle, 2 = High; role: program; not automatable\n",
            "         shown as '-60.0' to '6.0'\n", "         300 steps; not automatable\n",
            "         goes round\n", "\n10 parameters, 1 of them output\n",
        ] { #expect(page.contains(line), "\(line)\n\(page)") }
    }

    @Test func `parameters for MIDI controllers are one line`() throws {
        let page = try page(.vst3, "vst3:The many")
        let folded = page.split(separator: "\n").filter { $0.contains("for MIDI controllers") }
        #expect(folded.count == 1)
        #expect(folded.first?.hasPrefix("154-2233") == true, "\(folded)")
        #expect(page.contains("'MIDI CC 154' to 'MIDI CC 2233'; hosts count them"))
        #expect(!page.contains("MIDI CC 155"))
        #expect(page.hasSuffix("\n2234 parameters\n"))
    }

    @Test func `groups and bounds by the sample rate are told`() throws {
        #expect(
            try page(.vst3, "vst3:The with-units").contains("group Oscillators/Osc 1 (2): 1-2\n"))
        let page = try page(.lv2, "lv2:Good")
        #expect(
            page.contains(
                "    1  rate    Rate       logarithmic  0.01 ... 0.5 x rate  0.1\n"
                    + "         bounds are multiples of the sample rate\n"), "\(page)")
        #expect(page.contains("Ardour    counts from 1: index + 1\n"))
        #expect(try self.page(.dssi, "dssi:Good").contains("Ardour    hosts no DSSI plugins\n"))
    }

    @Test func `every field is in the CSV, the descriptor in the JSON`() throws {
        let studio = try PluginFixture.workspace([.lv2])
        let csv = studio.run("plugins", "show", "Good", "--format", "csv").output
        let last = csv.split(whereSeparator: \.isNewline).last.map(String.init)
        let flags = "automatable logarithmic sample_rate"
        #expect(last == "1,rate,Rate,input,continuous,0.01,0.5,0.1,,0,,,,,,\(flags),1,")
        let json = JSONObject(studio.run("plugins", "show", "Good", "--format", "json").output)
        #expect(json.objects("parameters").last?["sample_rate"] as? Bool == true)
    }

    @Test func `a plugin is named by id, name, file and pattern, with its format before it`() throws
    {
        let studio = try PluginFixture.workspace([.ladspa, .dssi, .vst2])
        for (words, format) in [
            ("ladspa:good.so#good", "LADSPA"), ("LADSPA:GOOD", "LADSPA"), ("dssi:*#go?d", "DSSI"),
            ("46495854", "VST2"), ("vst:fixture", "VST2"), ("vst2 46495854", "VST2"),
            ("\(studio.root)/plugins/dssi/good.so", "DSSI"), ("vst2:good.so", "VST2"),
        ] {
            let shown = studio.run("plugins", "show", words)
            #expect(
                shown.output.split(separator: "\n").dropFirst().first?.hasPrefix(format) == true,
                "\(words): \(shown.messages)")
        }
    }

    @Test func `a name that several have is answered with the words for each`() throws {
        let studio = try PluginFixture.workspace([.ladspa, .dssi])
        let shown = studio.run("plugins", "show", "good")
        #expect(shown.status == 2)
        #expect(
            shown.messages == """
                pipeline: 'good' fits 2 plugins; name one by its format, as 'dssi:Good', or by its id:
                  dssi:good.so#good    Good
                  ladspa:good.so#good  Good

                """)
    }

    @Test func `what is not included, cannot be read, or is misspelt is told apart`() throws {
        let studio = try PluginFixture.workspace(
            [.ladspa, .vst2], including: ["Fixture", "crash.so#*"])
        try PluginFixture.ladspa.install(in: studio, as: ["good.so", "crash.so"])
        func answer(_ words: String) -> (Int32?, String) {
            let shown = studio.run("plugins", "show", words)
            return (shown.status, shown.messages)
        }
        #expect(
            answer("Good") == (
                2,
                "pipeline: 'Good', ladspa:good.so#good, is installed, but no pattern in pipeline.toml "
                    + "includes it; add \"good.so#good\" to 'include' of its LADSPA plugins\n"
            ))
        let crashed = answer("crash.so")
        #expect(crashed.0 == 5)
        #expect(crashed.1.contains("crash.so is known: the plugin ended its process by SIGSEGV"))
        #expect(answer("vst2:Fixtrue").1.contains("did you mean 'vst2:Fixture'?"))
        #expect(answer("lv2:Good").1.contains("pipeline.toml includes no LV2 plugins"))
    }
}
