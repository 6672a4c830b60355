import ModelIR

/// A graph in the precision that was asked for, and how it came to be.
struct ConvertedModel {
    var graph: Graph
    /// Nil where ranges were not observed.
    var calibration: CalibrationReport?
    /// Nil where there are no ranges.
    var table: CalibrationTable?
    var warnings: [String] = []
}

extension Conversion {
    /// What becomes of the float model in this precision.
    func convert(_ float: FloatModel, progress: Progress) throws(ConversionError) -> ConvertedModel {
        var graph = float.graph
        graph.provenance?.options = precision.options
        graph.provenance?.precision = precision.isFloat32 ? nil : precision.name
        switch precision {
        case .float32: break
        case .float16:
            try locating(.graph, source) { () throws(GraphError) in try Float16Weights.apply(to: &graph) }
        case .dynamicRange(let hasPerTensorDense):
            try locating(.graph, source) { () throws(QuantizationError) in
                try DynamicRangeWeights.apply(to: &graph, hasPerTensorDense: hasPerTensorDense)
            }
        case .int8(let settings):
            try locating(.graph, source) { () throws(GraphError) in try MoveBiasForward.apply(to: &graph) }
            switch settings.ranges {
            case .samples(let calibration):
                return try quantize(graph, bySamples: calibration, settings.options, progress: progress)
            case .table(let path): return try quantize(graph, byTable: path, settings.options)
            }
        }
        return ConvertedModel(graph: graph)
    }

    private func quantize(
        _ graph: Graph, bySamples settings: CalibrationSettings, _ options: QuantizationOptions, progress: Progress
    ) throws(ConversionError) -> ConvertedModel {
        let run = try SampleRun(of: graph, settings: settings, progress: progress)
        let ranges = try locating(.calibration, settings.data) { () throws(CalibrationError) in
            try CalibrationRanges(
                run.observations, graph: graph, groups: ScaleGroups(graph: graph, islands: FloatIslands(graph: graph)),
                method: settings.method)
        }
        let plan = try locating(.graph, source) { () throws(QuantizationError) in
            try QuantizationPlan(graph: graph, ranges: ranges.ranges, options: options)
        }
        var quantized = try locating(.graph, source) { () throws(QuantizationError) in try plan.apply(to: graph) }
        quantized.provenance?.calibration = run.provenance
        let table = CalibrationTable(
            of: plan, for: graph, ranges: ranges.ranges, observations: run.observations,
            origin: run.origin(of: graph))
        return ConvertedModel(
            graph: quantized, calibration: run.report, table: table, warnings: plan.warnings.map(\.description))
    }

    private func quantize(
        _ graph: Graph, byTable path: String, _ options: QuantizationOptions
    ) throws(ConversionError) -> ConvertedModel {
        let table: CalibrationTable
        let contents: CalibrationTable.Contents
        do throws(CalibrationError) {
            table = try CalibrationTable(contentsOf: path)
            contents = try table.contents(
                for: graph, groups: ScaleGroups(graph: graph, islands: FloatIslands(graph: graph)))
        } catch {
            throw ConversionError(.calibration, path: path, cause: error)
        }
        let plan = try locating(.graph, source) { () throws(QuantizationError) in
            try QuantizationPlan(graph: graph, ranges: contents.ranges, scales: contents.scales, options: options)
        }
        let quantized = try locating(.graph, source) { () throws(QuantizationError) in try plan.apply(to: graph) }
        return ConvertedModel(
            graph: quantized, table: table,
            warnings: contents.warnings + table.differences(from: plan, for: graph) + plan.warnings.map(\.description))
    }
}
