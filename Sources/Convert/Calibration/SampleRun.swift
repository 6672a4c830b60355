package import Datasets
package import ModelIR

/// The samples of a data set, drawn and run through a float graph.
struct SampleRun {
    let observations: Observations
    let report: CalibrationReport
    private let selection: SampleSelection
    private let partName: String

    /// - Parameters:
    ///   - graph: a float graph, whose inputs and outputs tell what data it takes.
    ///   - progress: called after each batch with the samples that are done and all of them.
    init(
        of graph: Graph, settings: CalibrationSettings, progress: (_ done: Int, _ total: Int) -> Void
    ) throws(ConversionError) {
        let clock = ContinuousClock()
        let start = clock.now
        var calibrator = try Calibrator(graph: graph, threads: settings.threads)
        do {
            let data = try DataSet.open(
                settings.data, inputs: graph.dataInputs, classCount: graph.classCount, resize: settings.resize)
            let part = try data.requireTraining()
            let selection = try SampleSelection(settings.choice, from: part)
            let total = selection.indices.count
            progress(0, total)
            var done = 0
            var batches = part.batches(of: selection.indices, size: calibrator.batchSize)
            while let batch = try batches.next() {
                try calibrator.observe(batch.inputs)
                done += batch.indices.count
                progress(done, total)
            }
            observations = calibrator.finish()
            self.selection = selection
            partName = part.name
            report = CalibrationReport(
                settings, selection, from: part, isSplit: data.isSplit, duration: clock.now - start)
        } catch let error as DataError {
            throw ConversionError(.calibration, path: settings.data, cause: error)
        } catch let error as ConversionError {
            throw error
        } catch {
            preconditionFailure("neither the data nor the conversion: \(error)")
        }
    }
}

extension SampleRun {
    /// What the file says about its calibration.
    var provenance: Provenance.Calibration {
        Provenance.Calibration(
            method: report.method.rawValue, part: partName, available: report.available,
            fraction: report.choice.fraction, count: report.choice.count, classes: report.choice.classes,
            seed: report.choice.seed, samples: SampleRuns(selection.indices), digest: report.digest)
    }

    /// What the calibration table of `graph` says about it.
    func origin(of graph: Graph) -> CalibrationOrigin {
        CalibrationOrigin(
            model: graph.provenance?.source ?? graph.name, sourceSHA256: graph.provenance?.sourceSHA256 ?? "",
            method: report.method, fraction: report.choice.fraction, count: report.choice.count,
            classes: report.choice.classes, seed: report.choice.seed, samples: report.samples,
            indicesSHA256: report.digest)
    }
}

extension Graph {
    /// What a data set has to give for one sample.
    package var dataInputs: [DataInput] {
        inputs.map { port in
            DataInput(
                name: port.name, shape: Array(self[port.value].shape.dimensions.dropFirst()),
                type: self[port.value].type)
        }
    }

    /// The width of the output, where the model has one that is a row of numbers.
    package var classCount: Int? {
        guard outputs.count == 1, self[outputs[0].value].shape.rank == 2 else { return nil }
        return self[outputs[0].value].shape.dimensions[1]
    }
}
