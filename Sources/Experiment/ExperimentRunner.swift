package import Datasets
import Digests
import Execution
import Files
import KerasImport
package import ModelIR
import Plots
import Reporting
package import Verification

/// Makes several files of one model, measures them all against it, and writes down what came out.
package struct ExperimentRunner: Sendable {
    /// The Keras model.
    package let source: String
    package let data: String
    package let resize: ImageResize
    /// The folder for the report, which is made where it is missing.
    package let output: String
    /// In the order of the report.
    package let variants: [ExperimentVariant]
    package let verifier: Verifier

    package init(
        source: String, data: String, resize: ImageResize, output: String, variants: [ExperimentVariant],
        verifier: Verifier
    ) {
        self.source = source
        self.data = data
        self.resize = resize
        self.output = output
        self.variants = variants
        self.verifier = verifier
    }

    /// Converts and measures everything; the report itself is written last.
    /// - Parameters:
    ///   - convert: makes the file of a variant, reading the data set once.
    ///   - progress: called with the test samples that are done, and all of them.
    package func run<Failure: DiagnosedError>(
        convert: (_ variant: ExperimentVariant, _ data: DataSet, _ output: String) throws(Failure) -> ConvertedVariant,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(ExperimentError) -> ExperimentReport {
        let native = try passingOn { () throws(VerificationError) in
            try VerifiedModel(contentsOf: source, name: "native")
        }
        guard native.isNative else {
            throw ExperimentError(.badData, "\(source): is converted already; the experiment begins with a Keras model")
        }
        let set = try passingOn { () throws(VerificationError) in
            try Verifier.dataSet(at: data, for: native, resize: resize)
        }
        _ = try passingOn { () throws(DataError) in try set.requireTest() }
        let calibrates = variants.contains { $0.calibration != nil }
        let training = try passingOn { () throws(DataError) in calibrates ? try set.requireTraining() : nil }

        let folder = ExperimentFolder(path: output)
        try folder.prepare()
        var made: [ExperimentReport.Variant] = []
        for variant in variants { made.append(try make(variant, of: set, in: folder, convert)) }
        let models = try passingOn { () throws(VerificationError) in
            try made.map { variant throws(VerificationError) in
                try VerifiedModel(contentsOf: folder.model(variant.name), name: variant.name)
            }
        }
        var verification = try passingOn { () throws(VerificationError) in
            try verifier.verify([native] + models, on: set, progress: progress)
        }
        // The report may be moved, and is the same wherever it was made.
        for (index, variant) in made.enumerated() { verification.models[index + 1].file = variant.file }
        let report = ExperimentReport(
            tool: "qconv \(ToolVersion.current)", machine: .current, source: try describeSource(),
            trainingSamples: training?.count, variants: made, verification: verification)
        try write(report, into: folder)
        return report
    }

    private func make<Failure: DiagnosedError>(
        _ variant: ExperimentVariant, of set: DataSet, in folder: ExperimentFolder,
        _ convert: (ExperimentVariant, DataSet, String) throws(Failure) -> ConvertedVariant
    ) throws(ExperimentError) -> ExperimentReport.Variant {
        let file = folder.model(variant.name)
        let clock = ContinuousClock()
        let start = clock.now
        let converted = try passingOn { () throws(Failure) in try convert(variant, set, file) }
        let duration = clock.now - start
        return ExperimentReport.Variant(
            name: variant.name, file: ExperimentFolder.model(variant.name),
            sha256: try passingOn { () throws(FileError) in try SHA256.digest(ofFile: file) },
            calibration: ExperimentReport.Calibration(converted), warnings: converted.warnings,
            conversionMilliseconds: duration.milliseconds)
    }

    private func describeSource() throws(ExperimentError) -> ExperimentReport.Source {
        let model = try passingOn { () throws(KerasError) in try KerasModel(contentsOf: source) }
        return ExperimentReport.Source(
            file: source, name: model.name,
            sha256: try passingOn { () throws(FileError) in try SHA256.digest(ofFile: source) },
            kerasVersion: model.kerasVersion, parameters: model.parameters)
    }

    private func write(_ report: ExperimentReport, into folder: ExperimentFolder) throws(ExperimentError) {
        for model in report.verification.models {
            guard let matrix = model.confusionMatrix else { continue }
            let plot = ConfusionMatrixPlot(
                matrix, classNames: report.verification.shownClassNames, title: model.name)
            try passingOn { () throws(PlotError) in
                try plot.writePNG(to: folder.picture(model.name, "png"))
                try plot.writeSVG(to: folder.picture(model.name, "svg"))
            }
        }
        let json: String
        do { json = try JSONText.of(report) } catch {
            throw ExperimentError(.internalFault, "\(folder.json): cannot encode the report: \(error)")
        }
        try folder.write(json, to: folder.json)
        try folder.write(report.markdown, to: folder.markdown)
    }
}
