import Testing

@Suite struct FirstBuildTests {
    @Test func `the first build makes every output, and the second runs nothing`() {
        let studio = TinyStudio.workspace()
        let (first, report) = studio.build()
        #expect(first.status == 0, "\(first.messages)")
        #expect(studio.tree("outputs").keys.sorted() == TinyStudio.outputs)
        #expect(report.written == TinyStudio.outputs)
        let (second, nothing) = studio.build()
        #expect(second.status == 0)
        #expect(nothing.nodes.isEmpty)
        #expect(second.output.isEmpty)
        #expect(second.messages.hasPrefix("nothing to do: "))
        #expect(second.messages.split(separator: "\n").count == 1)
    }
}
