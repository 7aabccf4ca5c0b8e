import ArgumentParser
import BuildEngine
import Diagnostics
import Glibc

/// What the program ends with.
enum Outcome {
    static let otherFailure: Int32 = 1
    static let arguments: Int32 = 2
    static let notFound: Int32 = 3
    static let validation: Int32 = 4
    static let extraction: Int32 = 5
    static let generation: Int32 = 6
    static let interrupted: Int32 = 130

    /// The code for an error in a node of this kind.
    static func code(forErrorIn node: String, _ code: String) -> Int32 {
        if code == "manifest.missing" { return notFound }
        if code == "build.outputs-locked" || code == "build.not-reproducible" {
            return otherFailure
        }
        switch RuleSet.kind(of: node) {
        case "manifest": return arguments
        case "scan", "identify", "extract", "plugins", "drift": return extraction
        case "glob", "pin", "pins", "catalog", "plugin-names", "controller", "controllers",
            "registry", "maps", "validate", "check", "devices":
            return validation
        case "plan", "generate": return generation
        default: return otherFailure
        }
    }

    /// With several errors the lowest of 2 to 6, else 1; 0 without any.
    static func code(for findings: [NodeDiagnostic]) -> Int32 {
        let codes = findings.filter { $0.diagnostic.severity == .error }
            .map { code(forErrorIn: $0.node, $0.diagnostic.code) }
        return codes.filter { $0 >= arguments }.min() ?? codes.first ?? 0
    }
}

/// Ends the program with a message, as people and scripts expect it.
func fail(_ message: String, _ code: Int32) -> ExitCode {
    printMessage("pipeline: \(message)\n")
    return ExitCode(code)
}

/// Ends the program for an error that a command or the reading of its arguments gave.
func end(with error: any Error) -> Never {
    let code = PipelineCommand.exitCode(for: error)
    let message = PipelineCommand.fullMessage(for: error)
    if !message.isEmpty {
        code.isSuccess ? printResult(message + "\n") : printMessage(message + "\n")
    }
    // The parser's own code for arguments that it does not understand.
    exit(code == .validationFailure ? Outcome.arguments : code.rawValue)
}
