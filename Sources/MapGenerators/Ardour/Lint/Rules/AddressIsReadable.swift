import Diagnostics

/// An address is a path of at least two words, a blank, and a strip.
///
/// - Reports: `ardour.address-form`, an error: the binding never acts; a warning for an empty one,
///   which some write as a place to fill in.
/// - Fix-it: removes blanks before the path.
struct AddressIsReadable: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.address-form", .error,
            "An address is a path of at least two words, a blank, and a strip")
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.compactMap { binding in
            guard let address = binding.address, !address.isComplete else { return nil }
            if address.text.allSatisfy({ $0 == " " }) {
                return binding.finding(
                    .warning, "address-form",
                    "the binding does nothing: its uri is empty; remove it, or write an address "
                        + "such as /route/gain S1", at: "uri")
            }
            let (problem, fixIt) = problem(address, binding)
            return binding.finding(
                .error, "address-form", "the binding never acts: " + problem, at: "uri",
                fixIt: fixIt)
        }
    }

    private func problem(
        _ address: ArdourURI, _ binding: ArdourBindingText
    ) -> (String, FixIt?) {
        let form = "an address is, for example, /route/gain S1"
        if address.text.hasPrefix(" ") {
            let plain = String(address.text.drop { $0 == " " })
            return (
                "a blank stands before the path; \(form)", binding.element.use(plain, for: "uri")
            )
        }
        if address.path.first == "plugins" {
            return (
                "there are no such addresses; a plugin's parameter is "
                    + "/route/plugin/parameter S1 1 N, with the plugin's and the parameter's number "
                    + "from 1", nil
            )
        }
        if address.words.isEmpty { return ("it names no strip behind a blank; \(form)", nil) }
        return ("its path has one word only; \(form)", nil)
    }
}
