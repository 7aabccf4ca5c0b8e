import Diagnostics
import PluginCatalog

/// A descriptor with the given parameter objects and groups; marks «» may stand in both.
func descriptorText(
    _ parameters: String..., groups: String = "", count: String? = nil
) -> String {
    """
    {
      "plugin": { "manufacturer": "M", "name": "P", "version": "1.0", "format": "LV2",
        "uid": "urn:p" },
      "metadata": { "version": "1.0", "parameter_count": \(count ?? "\(parameters.count)") },
      "parameters": [
        \(parameters.joined(separator: ",\n    "))
      ],
      "groups": { \(groups) }
    }
    """
}

/// A parameter object: index, symbol and name from `index`, then `more`.
func parameterText(_ index: Int, _ more: String = "") -> String {
    "{ \"index\": \(index), \"symbol\": \"s\(index)\", \"name\": \"N\(index)\""
        + (more.isEmpty ? "" : ", " + more) + " }"
}

/// Every finding about a descriptor.
func findings(_ bytes: [UInt8]) -> [Diagnostic] {
    DescriptorReader.read(bytes, path: "inputs/descriptors/p.json").1
}
