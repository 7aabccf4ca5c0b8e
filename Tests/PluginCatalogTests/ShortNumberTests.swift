import PluginCatalog
import Testing

@Suite struct ShortNumberTests {
    @Test(arguments: [
        (0, "0"), (-70, "-70"), (1_000_000, "1000000"), (Double(Float(0.1)), "0.1"),
        (9.999999046325684, "10"), (7.575000001117587, "7.575"), (0.15831662714481354, "0.158317"),
        (-0.00012345678, "-0.000123457"), (1e20, "1e+20"), (.infinity, "inf"),
    ])
    func `numbers have six digits, and no more point than they need`(number: Double, text: String) {
        #expect(shortNumber(number) == text)
    }
}
