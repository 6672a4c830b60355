import Convert
import Execution
import ModelIR
import Reporting
import Verification

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
    var precision: String
    var bytes: Bytes
    var parameters: ParameterCount
    var operators: Operators
    var inputs: [Port]
    var outputs: [Port]
    var calibration: CalibrationSummary?
    /// The files of the calibration table.
    var tables: [String]
    var warnings: [String]
    /// The time of the conversion, calibration included, verification aside.
    var milliseconds: Double
    /// Nil where it was not asked for or there is no data.
    var verification: VerificationReport?

    private enum CodingKeys: String, CodingKey {
        case schema, source, output, name
        case kerasVersion = "keras_version"
        case sha256, precision, bytes, parameters, operators, inputs, outputs, calibration, tables, warnings,
            milliseconds
        case verification
    }

    init(_ report: ConversionReport, sourceByteCount: Int, duration: Duration) {
        source = report.source
        output = report.output
        name = report.name
        kerasVersion = report.kerasVersion
        sha256 = report.sourceSHA256
        precision = report.precision
        bytes = Bytes(source: sourceByteCount, output: report.outputByteCount)
        parameters = report.parameters
        operators = Operators(before: report.operatorsBefore, after: report.operatorsAfter)
        inputs = report.inputs.map(Port.init)
        outputs = report.outputs.map(Port.init)
        calibration = report.calibration.map(CalibrationSummary.init)
        tables = report.tables
        warnings = report.warnings
        milliseconds = duration.milliseconds
    }

    func text(style: TextStyle) -> String {
        let share = Double(bytes.output) / Double(max(1, bytes.source)) * 100
        var facts = [
            ("parameters", "\(parameters.total.grouped) (\(parameters.trainable.grouped) trainable)"),
            ("precision", precision),
            ("operators", "\(operators.before.grouped), after folding and fusing \(operators.after.grouped)"),
        ]
        if let calibration { facts.append(("calibrated", calibration.text)) }
        if !tables.isEmpty { facts.append(("table", tables.joined(separator: ", "))) }
        facts.append(("bytes", "\(bytes.source.grouped) -> \(bytes.output.grouped) (\(share.fixed(1)) %)"))
        facts.append(("time", timeText(milliseconds: milliseconds)))
        let width = (facts.map(\.0.count).max() ?? 0) + 2
        let lines = facts.map { label, fact in
            "  " + label + String(repeating: " ", count: width - label.count) + fact
        }
        let heading = style.heading("\(source) -> \(output)")
        let measured = verification.map { "\n" + $0.text(style: style) } ?? ""
        return ([heading] + lines).joined(separator: "\n") + "\n" + measured
    }
}
