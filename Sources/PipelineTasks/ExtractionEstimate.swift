import BuildEngine
import ContentStore
import PluginCatalog
import PluginExtraction

extension PipelineRules {
    /// Microseconds that reading a module may take, by its format and size: what counts is which of two
    /// takes longer.
    func extractionMicroseconds(of node: String) -> UInt64 {
        guard let module = PluginModule(RuleSet.subject(of: node)) else { return 0 }
        let cost = module.format.typicalCost
        return cost.base + size(of: module) * cost.perMegabyte >> 20
    }

    /// Bytes of what is read or loaded; 0 when there is nothing.
    private func size(of module: PluginModule) -> UInt64 {
        switch module.format {
        case .lv2:
            let entries = (try? disk().list(module.path))?.entries ?? []
            return entries.filter { $0.name.hasSuffix(".ttl") }
                .reduce(0) { $0 + size(ofFile: module.path + "/" + $1.name) }
        case .vst3:
            let name = module.path.split(separator: "/").last?.dropLast(".vst3".count) ?? ""
            let library = "\(module.path)/Contents/\(Self.architecture)-linux/\(name).so"
            return max(size(ofFile: library), size(ofFile: module.path))
        case .ladspa, .dssi, .clap, .vst2: return size(ofFile: module.path)
        }
    }

    private func size(ofFile path: String) -> UInt64 {
        (try? disk().identity(of: path))?.size ?? 0
    }

    private static var architecture: String {
        #if arch(arm64)
            "aarch64"
        #else
            "x86_64"
        #endif
    }
}

extension PluginFormat {
    /// Microseconds for a module, and for each 1,048,576 bytes of it, as measured over some hundred.
    fileprivate var typicalCost: (base: UInt64, perMegabyte: UInt64) {
        switch self {
        case .lv2: (300, 20_000)
        case .ladspa: (1_500, 10_000)
        case .dssi: (3_000, 3_000)
        case .clap, .vst3: (8_000, 5_000)
        case .vst2: (10_000, 5_000)
        }
    }
}
