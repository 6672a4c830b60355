import ModelIR
import Reporting
import TFLiteFormat

/// What lies in a file without being of use, or is missing beside the model itself.
enum StructureRules {
    private static let convertAgain = "converting the model again leaves it out"

    static func findings(in model: OutlinedModel) -> [Finding] {
        unusedTensors(in: model) + unusedResults(in: model) + surroundings(of: model.outline)
    }

    private static func unusedTensors(in model: OutlinedModel) -> [Finding] {
        let outline = model.outline
        let ports = Set(outline.inputs + outline.outputs)
        var findings: [Finding] = []
        let idle = Set(
            outline.tensors.indices.filter {
                model.readers[$0].isEmpty && model.makers[$0].isEmpty && !ports.contains($0)
                    && !outline.tensors[$0].isVariable
            })
        if let first = idle.min() {
            findings.append(
                Finding(
                    .note, "unused-tensor",
                    "\(idle.count.grouped) of \(outline.tensors.count.grouped) tensors are neither made nor read, "
                        + "'\(outline.tensors[first].name)' first",
                    advice: convertAgain, byteOffset: outline.tensors[first].byteOffset))
        }
        let used = Set(outline.tensors.indices.filter { !idle.contains($0) }.map { outline.tensors[$0].buffer })
        let lost = outline.bufferByteCounts.indices.filter {
            outline.bufferByteCounts[$0] > 0 && !used.contains($0) && !outline.metadataBuffers.contains($0)
        }
        if let first = lost.first, outline.subgraphCount == 1 {
            let byteCount = lost.reduce(0) { $0.addingSaturated(outline.bufferByteCounts[$1]) }
            findings.append(
                Finding(
                    .warning, "unused-buffer",
                    "\(byteCount.grouped) bytes in \(lost.count.grouped) buffers belong to nothing, buffer \(first) first",
                    advice: convertAgain))
        }
        return findings
    }

    private static func unusedResults(in model: OutlinedModel) -> [Finding] {
        let ports = Set(model.outline.outputs)
        return model.outline.operators.enumerated().compactMap { index, op in
            guard !op.outputs.isEmpty,
                op.outputs.allSatisfy({ model.readers[$0].isEmpty && !ports.contains($0) })
            else { return nil }
            return model.finding(
                .warning, "unused-result", "nobody reads what it makes", advice: convertAgain, at: index)
        }
    }

    private static func surroundings(of outline: ModelOutline) -> [Finding] {
        var findings: [Finding] = []
        if outline.subgraphCount > 1 {
            findings.append(
                Finding(
                    .note, "subgraphs", "it has \(outline.subgraphCount) subgraphs, of which the first was checked",
                    advice: "the others belong to control flow, which qconv does not run"))
        }
        if outline.signatureCount == 0 {
            findings.append(
                Finding(
                    .note, "signature-missing", "it has no signature: runtimes give its inputs and outputs by number",
                    advice: "converting the model again writes one"))
        }
        if !outline.metadataNames.contains("min_runtime_version") {
            findings.append(
                Finding(
                    .note, "metadata-missing", "it does not say which version of the runtime it needs",
                    advice: "converting the model again writes it (metadata 'min_runtime_version')"))
        }
        return findings
    }
}
