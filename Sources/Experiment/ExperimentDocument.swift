import Execution
import ModelIR
import Reporting
import Verification

/// `report.md`: an experiment for people to read.
struct ExperimentDocument {
    private let report: ExperimentReport
    private var verification: VerificationReport { report.verification }

    init(_ report: ExperimentReport) { self.report = report }

    var markdown: String {
        let parts: [[String]] = [
            ["# \(MarkdownText.escaped(report.source.name)): accuracy, speed and size"], introduction, ["## Results"],
            results,
            notes, ["## What the differences mean"], Findings(report).sentences.map { "- " + $0 },
            ["## Confusion matrices"], matrices, ["## Files"], files, warnings,
        ]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var introduction: [String] {
        let (source, machine) = (report.source, report.machine)
        let classes = verification.classes.map { ", \($0.grouped) classes" } ?? ""
        let training = report.trainingSamples.map { "\($0.grouped) for calibration to draw from, " } ?? ""
        return MarkdownText.table(
            ["", ""],
            [
                [
                    "model",
                    MarkdownText.code(source.file)
                        + (source.kerasVersion.map { ", saved by Keras \(MarkdownText.escaped($0))" } ?? ""),
                ],
                [
                    "parameters",
                    "\(source.parameters.total.grouped) (\(source.parameters.trainable.grouped) trainable)",
                ],
                [
                    "data",
                    "\(MarkdownText.code(verification.data)): \(training)"
                        + "\(verification.samples.grouped) for the test (\(MarkdownText.code(verification.part)))\(classes)",
                ],
                [
                    "processor",
                    "\(MarkdownText.escaped(machine.processor)), \(machine.cores) core\(machine.cores == 1 ? "" : "s")",
                ],
                ["operating system", MarkdownText.escaped(machine.operatingSystem)],
                [
                    "engine",
                    "\(report.tool), \(verification.instructionSet), \(verification.threads) "
                        + "thread\(verification.threads == 1 ? "" : "s")",
                ],
            ])
    }

    /// A column of the table of results: its title, and the text for a model, nil where there is none.
    private typealias Column = (title: String, text: (VerificationReport.Entry) -> String?)

    private var results: [String] {
        let columns: [Column] = [
            (":accuracy", { $0.accuracy?.fixed(4) }),
            (
                ":95 %",
                { model in
                    model.accuracyLow.flatMap { low in model.accuracyHigh.map { "\(low.fixed(4)) to \($0.fixed(4))" } }
                }
            ),
            (":precision", { $0.weightedPrecision?.fixed(4) }), (":macro precision", { $0.macroPrecision?.fixed(4) }),
            (":G-mean", { $0.gMean?.fixed(4) }), (":agreement", { $0.agreement?.fixed(4) }),
            (":SNR dB", { $0.signalToNoise.map { $0 == .infinity ? "same" : $0.fixed(1) } }),
            (":MSE", { $0.meanSquaredError?.significant(3) }), (":p", { $0.mcNemar?.significant(2) }),
            (":ms", { $0.medianMilliseconds.significant(4) }), (":spread", { $0.spreadMilliseconds.significant(2) }),
            (":bytes", { $0.bytes.grouped }),
        ].filter { column in verification.models.contains { column.text($0) != nil } }
        return MarkdownText.table(
            ["model", "calibrated on"] + columns.map(\.title),
            verification.models.map { model in
                [model.name, calibration(of: model.name)] + columns.map { $0.text(model) ?? "" }
            })
    }

    private func calibration(of name: String) -> String {
        guard let calibration = report.variants.first(where: { $0.name == name })?.calibration else { return "" }
        let count = "\(calibration.samples.grouped) sample\(calibration.samples == 1 ? "" : "s")"
        guard !calibration.classes.isEmpty else { return count }
        let names = calibration.classes.map { MarkdownText.escaped(report.className($0)) }.joined(separator: ", ")
        return "\(count) of class \(names)"
    }

    private var notes: [String] {
        var notes = [
            "`native` is the Keras model, layer by layer in float32, nothing folded; the others are files, read back.",
            "Agreement, signal-to-noise ratio, mean squared error of the outputs and p are against it.",
        ]
        if verification.hasLabels {
            notes.append(
                "Precision is weighted by the classes' samples; G-mean is the geometric mean of their recalls; p is McNemar's, "
                    + "exact, for a difference in accuracy like this between equally good models.")
        }
        notes.append(
            "Times are medians for one sample over \(verification.runs.grouped) runs in turns after "
                + "\(verification.warmup.grouped) to warm up, the spread is that of the middle half. All figures but the "
                + "times are the same in every run.")
        return notes
    }

    private var matrices: [String] {
        let names = verification.shownClassNames
        let parts = verification.models.compactMap { model in
            model.confusionMatrix.map { matrix in
                [
                    "### \(model.name)", "",
                    "[![confusion matrix of \(model.name)](\(ExperimentFolder.picture(model.name, "svg")))]"
                        + "(\(ExperimentFolder.picture(model.name, "png")))", "",
                ] + MarkdownText.block(ConfusionText(matrix: matrix, classNames: names).lines)
            }
        }
        guard !parts.isEmpty else { return ["There are none: \(Findings(report).whyNoAccuracy)."] }
        return Array(parts.joined(separator: [""]))
    }

    private var files: [String] {
        MarkdownText.table(
            ["file", "SHA-256", "samples' SHA-256", "method"],
            [[MarkdownText.code(report.source.file), "`\(report.source.sha256)`", "", ""]]
                + report.variants.map { variant in
                    [
                        "[\(variant.file)](\(variant.file))", "`\(variant.sha256)`",
                        variant.calibration.map { "`\($0.digest)`" } ?? "", variant.calibration?.method ?? "",
                    ]
                })
    }

    private var warnings: [String] {
        let warned = report.variants.flatMap { variant in
            variant.warnings.map { "- \(variant.name): \(MarkdownText.escaped($0))" }
        }
        return warned.isEmpty ? [] : ["## Warnings", ""] + warned
    }
}

extension ExperimentReport {
    /// `report.md`.
    package var markdown: String { ExperimentDocument(self).markdown }

    /// The name of a class, or its number where it has none.
    func className(_ label: Int) -> String {
        let names = verification.shownClassNames
        return names.indices.contains(label) ? names[label] : String(label)
    }
}
