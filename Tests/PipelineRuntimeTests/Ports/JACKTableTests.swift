import Testing

@testable import pipeline_runtime

@Suite struct JACKTableTests {
    private let slot = JACKTable.Slot(
        name: "synth", port: "synth:in", direction: .takes, place: 0, number: 0)

    @Test func `without the library the output is named, with what to do`() {
        let error = #expect(throws: RuntimeTrouble.self) {
            try JACKTable(
                [slot], name: "test", library: "libnothing.so.0", send: { _ in }, report: { _ in })
        }
        #expect(error?.exitCode == .notFound)
        let text = error?.description ?? ""
        #expect(text.hasPrefix("synth: the JACK library cannot be loaded"), "\(text)")
        #expect(text.contains("sudo apt-get install libjack-jackd2-0"), "\(text)")
    }

    @Test func `who wants nothing of JACK needs no library`() throws {
        let table = try JACKTable(
            [], name: "test", library: "libnothing.so.0", send: { _ in }, report: { _ in })
        #expect(table == nil)
    }
}
