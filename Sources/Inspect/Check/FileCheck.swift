import Files
import KerasImport
import ModelIR
import TFLiteFormat

/// Looks for everything that is wrong with a file, or doubtful.
enum FileCheck {
    /// What the file is, and what was found; a file that cannot be read is a finding, too. Throws where there is no file.
    static func findings(at path: String) throws(InspectError) -> (format: String?, findings: [Finding]) {
        let memory: Memory
        do {
            memory = try MappedFile.bytes(of: path)
        } catch {
            throw InspectError(error)
        }
        switch try? ModelFileKind(of: path) {
        case .tflite: return (ModelContents.Format.tflite.name, sorted(tfliteFindings(memory)))
        case .keras:
            do throws(KerasError) {
                let model = try KerasModel(contentsOf: path)
                return (
                    ModelContents.Format.keras(isArchive: model.isArchive).name, sorted(KerasRules.findings(in: model))
                )
            } catch {
                guard error.kind == .badData else { throw InspectError(error) }
                return (nil, KerasRules.findings(about: error))
            }
        case nil:
            let message = memory.byteCount == 0 ? "it is empty" : "it is no model"
            let advice = "name a .h5, .keras, .qf or .tflite file"
            return (nil, [Finding(.error, "unreadable", message, advice: advice, byteOffset: 0)])
        }
    }

    private static func tfliteFindings(_ memory: Memory) -> [Finding] {
        let outline: ModelOutline
        do {
            outline = try ModelOutline(of: memory)
        } catch {
            return [unreadable(error)]
        }
        let model = OutlinedModel(outline)
        var findings = ScaleRules.findings(in: model)
        findings += OutputScaleRules.findings(in: model)
        findings += KernelRules.findings(in: model)
        findings += ArithmeticRules.findings(in: model)
        findings += WeightRules.findings(in: model)
        findings += RuntimeRules.findings(in: model)
        findings += MicrocontrollerRules.findings(in: model)
        findings += StructureRules.findings(in: model)
        // What the reader refuses has mostly been found already, and been said better.
        guard !findings.contains(where: { $0.severity == .error }) else { return findings }
        do {
            _ = try TFLiteFile.decode(memory)
        } catch {
            findings.append(unreadable(error))
        }
        return findings
    }

    private static func unreadable(_ error: TFLiteError) -> Finding {
        guard error.code == .unsupported else {
            return Finding(
                .error, "unreadable", error.message, advice: "the file is damaged; make or copy it again",
                operator: error.location, byteOffset: error.byteOffset ?? 0)
        }
        return Finding(
            .warning, "unsupported", error.message, advice: "LiteRT may run it all the same; qconv does not",
            operator: error.location, byteOffset: error.byteOffset)
    }

    /// The worst first; those that are equally bad in the order in which they were found.
    private static func sorted(_ findings: [Finding]) -> [Finding] {
        Finding.Severity.allCases.flatMap { severity in findings.filter { $0.severity == severity } }
    }
}
