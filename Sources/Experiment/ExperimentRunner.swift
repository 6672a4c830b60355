import Convert
package import Datasets
import Digests
import Execution
import Files
import KerasImport
import ModelIR
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

    /// Called now and then with what is being done, and the samples that are done and all of them.
    package typealias Progress = (_ stage: String, _ done: Int, _ total: Int) -> Void

    /// Converts and measures everything; the report itself is written last.
    package func run(progress: Progress = { _, _, _ in }) throws(ExperimentError) -> ExperimentReport {
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
        let folder = ExperimentFolder(path: output)
        try folder.prepare()
        var made: [ExperimentReport.Variant] = []
        for variant in variants { made.append(try make(variant, in: folder, progress)) }
        let models = try passingOn { () throws(VerificationError) in
            try made.map { variant throws(VerificationError) in
                try VerifiedModel(contentsOf: folder.model(variant.name), name: variant.name)
            }
        }
        var verification = try passingOn { () throws(VerificationError) in
            try verifier.verify([native] + models, on: set) { progress("verifying", $0, $1) }
        }
        // The report may be moved, and is the same wherever it was made.
        for (index, variant) in made.enumerated() { verification.models[index + 1].file = variant.file }
        let report = ExperimentReport(
            tool: "qconv \(ToolVersion.current)", machine: .current, source: try describeSource(),
            trainingSamples: set.training?.count, variants: made, verification: verification)
        try write(report, into: folder)
        return report
    }

    private func make(
        _ variant: ExperimentVariant, in folder: ExperimentFolder, _ progress: Progress
    ) throws(ExperimentError) -> ExperimentReport.Variant {
        let file = folder.model(variant.name)
        let clock = ContinuousClock()
        let start = clock.now
        let converted = try passingOn { () throws(ConversionError) in
            try Conversion(source: source, precision: variant.precision).write(to: file) {
                progress("calibrating \(variant.name)", $0, $1)
            }
        }
        let duration = clock.now - start
        return ExperimentReport.Variant(
            name: variant.name, file: ExperimentFolder.model(variant.name),
            sha256: try passingOn { () throws(FileError) in try SHA256.digest(ofFile: file) },
            calibration: converted.calibration.map(ExperimentReport.Calibration.init), warnings: converted.warnings,
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
