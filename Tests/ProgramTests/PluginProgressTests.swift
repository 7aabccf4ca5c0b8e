import BuildEngine
import Glibc
import Testing

@testable import pipeline

/// What is shown while plugins are read.
@Suite struct PluginProgressTests {
    private func line(_ nodes: (String, UInt64)..., width: Int = 100) -> String {
        ProgressLine(
            ended: 812, remaining: 30, microseconds: 3_210_000,
            nodes: nodes.map { NodeUnderWay(node: $0.0, microseconds: $0.1) }
        ).text(width: width)
    }

    @Test func `plugins under way are named by file and format, the slow ones with their time`() {
        #expect(
            line(
                ("extract:lv2:/usr/lib/lv2/lsp-plugins.lv2", 2_140_000),
                ("extract:vst2:/usr/lib/vst/Gain.so", 20_000))
                == "[812/842] 3.21 s  lsp-plugins.lv2 (lv2) 2.1 s, Gain.so (vst2)")
    }

    @Test func `other nodes keep their names`() {
        #expect(line(("validate:maps/a.yaml", 0)) == "[812/842] 3.21 s  validate:maps/a.yaml")
    }

    @Test func `what has no room is counted`() {
        let nodes = (1...4).map {
            NodeUnderWay(node: "extract:clap:/c/Plugin\($0).clap", microseconds: 9)
        }
        let line = ProgressLine(ended: 1, remaining: 4, microseconds: 900_000, nodes: nodes)
        #expect(
            line.text(width: 64) == "[1/5] 0.90 s  Plugin1.clap (clap), Plugin2.clap (clap), 2 more"
        )
        #expect(line.text(width: 44) == "[1/5] 0.90 s  Plugin1.clap (clap), 3 more")
    }

    /// A workspace with a plugin that never comes back.
    private func studio() -> ProgramWorkspace {
        let studio = ProgramWorkspace()
        studio.environment["LADSPA_PATH"] = studio.root + "/plugins"
        let source = packageFolder + "/Tests/PluginFixtures/misbehaving.c"
        #expect(system("cc -w -shared -fPIC -o '\(studio.root)/library' '\(source)'") == 0)
        for name in ["good", "sleep"] {
            studio.put("plugins/\(name).so", studio.bytes("library") ?? [])
        }
        studio.put(
            "pipeline.toml",
            """
            schema = 1
            [[plugins]]
            format = "ladspa"
            include = ["*"]
            [extract]
            timeout_seconds = 300
            """)
        return studio
    }

    @Test func `on a terminal a plugin that hangs is named, and how long it has hung`() {
        let studio = studio()
        let program = TerminalProgram(
            ["env", "-C", studio.root, Programs.path("pipeline"), "build"], studio.environment)
        #expect(program.waits(for: "sleep.so (ladspa) 0."))
        program.type("\u{3}")
        #expect(program.ends() == 130)
    }

    @Test func `without a terminal nothing is drawn`() {
        let studio = studio()
        studio.remove("plugins/sleep.so")
        let messages = studio.run("build").messages
        #expect(!messages.contains("\r") && !messages.contains("\u{1B}"), "\(messages)")
        #expect(messages.split(separator: "\n").count == 1)
    }
}
