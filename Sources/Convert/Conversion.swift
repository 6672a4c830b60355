import Files
import KerasImport
package import ModelIR
import TFLiteFormat

/// The way of one Keras model into a file that the engine and LiteRT run.
package struct Conversion: Sendable {
    /// Called now and then while samples run, with those that are done and all of them.
    package typealias Progress = (_ done: Int, _ total: Int) -> Void

    /// The Keras model.
    package let source: String
    package let precision: Precision
    /// Where the calibration table of an int8 model is written, as JSON, and beside it as CSV; nil for nowhere.
    package let table: String?

    package init(source: String, precision: Precision = .float32, table: String? = nil) {
        self.source = source
        self.precision = precision
        self.table = table
    }

    /// Reads, optimises, quantizes and writes the model; the file at `output` is replaced whole or not at all.
    /// - Throws: what is wrong with the source, the samples or the output, and which of them.
    package func write(to output: String, progress: Progress = { _, _ in }) throws(ConversionError) -> ConversionReport
    {
        guard !FileIdentity.isSame(source, output) else {
            let cause = FileError(
                .usage, path: output, message: "is the model itself; name another file with -o")
            throw ConversionError(.output, path: output, cause: cause)
        }
        let float = try FloatModel(source)
        let converted = try convert(float, progress: progress)
        let graph = converted.graph
        let encoded = try locating(.output, output) { () throws(TFLiteError) in try TFLiteFile.encode(graph) }
        let tables = converted.table == nil ? [] : tableFiles
        if let table = converted.table {
            for path in tables { try locating(.output, path) { () throws(FileError) in try table.write(to: path) } }
        }
        try locating(.output, output) { () throws(FileError) in try encoded.write(to: output) }
        return ConversionReport(
            source: source, output: output, name: graph.name, kerasVersion: float.keras.kerasVersion,
            parameters: float.keras.parameters, operatorsBefore: float.operatorsBefore,
            operatorsAfter: graph.nodes.count, inputs: graph.inputs.map { PortReport($0, in: graph) },
            outputs: graph.outputs.map { PortReport($0, in: graph) },
            sourceSHA256: graph.provenance?.sourceSHA256 ?? "", outputByteCount: encoded.byteCount,
            precision: precision.name, calibration: converted.calibration, tables: tables,
            warnings: converted.warnings)
    }

    /// Where the calibration table goes: as JSON, and with `.csv` in place of the suffix or behind the name.
    private var tableFiles: [String] {
        guard let table else { return [] }
        let stem = table.lowercased().hasSuffix(".json") ? String(table.dropLast(".json".count)) : table
        return [table, stem + ".csv"]
    }

    /// The optimised float graph of the model, with its provenance.
    package func graph() throws(ConversionError) -> Graph { try FloatModel(source).graph }

    /// The graph of the model as its layers say it, one after the other, nothing folded: what others are measured by.
    package func nativeGraph() throws(ConversionError) -> Graph { try FloatModel.read(source).graph }
}

/// Gives an error of `body` the file that it is about.
func locating<Result, Failure: DiagnosedError>(
    _ code: ConversionError.Code, _ path: String, _ body: () throws(Failure) -> Result
) throws(ConversionError) -> Result {
    do {
        return try body()
    } catch {
        throw ConversionError(code, path: path, cause: error)
    }
}
