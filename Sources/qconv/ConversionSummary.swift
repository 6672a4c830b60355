import Convert
import Execution
import ModelIR
import Reporting

/// What a conversion did, for people and in JSON (`docs/json.md`).
struct ConversionSummary: Encodable {
    struct Bytes: Encodable {
        var source: Int
        var output: Int
    }

    struct Operators: Encodable {
        var before: Int
        var after: Int
    }

    struct Port: Encodable {
        var name: String
        var type: String
        var shape: [Int?]

        init(_ port: PortReport) {
            name = port.name
            type = port.type.rawValue
            shape = port.shape.signature.map { $0 < 0 ? nil : $0 }
        }
    }

    let schema = 1
    var source: String
    var output: String
    var name: String
    var kerasVersion: String?
    var sha256: String
    var bytes: Bytes
    var parameters: ParameterCount
    var operators: Operators
    var inputs: [Port]
    var outputs: [Port]
    var milliseconds: Double

    private enum CodingKeys: String, CodingKey {
        case schema, source, output, name
        case kerasVersion = "keras_version"
        case sha256, bytes, parameters, operators, inputs, outputs, milliseconds
    }

    init(_ report: ConversionReport, sourceByteCount: Int, duration: Duration) {
        source = report.source
        output = report.output
        name = report.name
        kerasVersion = report.kerasVersion
        sha256 = report.sourceSHA256
        bytes = Bytes(source: sourceByteCount, output: report.outputByteCount)
        parameters = report.parameters
        operators = Operators(before: report.operatorsBefore, after: report.operatorsAfter)
        inputs = report.inputs.map(Port.init)
        outputs = report.outputs.map(Port.init)
        milliseconds = duration.milliseconds
    }

    func text(style: TextStyle) -> String {
        let share = Double(bytes.output) / Double(max(1, bytes.source)) * 100
        return """
            \(style.heading("\(source) -> \(output)"))
              parameters  \(parameters.total.grouped) (\(parameters.trainable.grouped) trainable)
              operators   \(operators.before.grouped), after folding and fusing \(operators.after.grouped)
              bytes       \(bytes.source.grouped) -> \(bytes.output.grouped) (\(share.fixed(1)) %)
              time        \(timeText(milliseconds: milliseconds))

            """
    }
}
