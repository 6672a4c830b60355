import Datasets
import Engine
import Inspect
import Metrics
import ModelIR
import Reporting
import Verification

/// How far what the layers of two models make is apart, for the same samples.
struct ActivationComparison: Sendable {
    /// A port of both models.
    struct Output: Sendable {
        let name: String
        var error = OutputError()
    }

    /// By place among the matches.
    private(set) var errors: [Int: OutputError] = [:]
    private(set) var obstacles: [Int: String]
    /// What the models give as their files have them, nothing prepared; empty where they give different things.
    private(set) var outputs: [Output] = []
    private(set) var samples = 0
    /// Samples with the same top class; nil where the models tell no classes apart.
    private(set) var agreeing: Int?
    let part: String
    let available: Int

    /// Bytes of results that are held at a time, and at most so many samples.
    private static let bytesOfBatch = 32 << 20
    private static let samplesOfBatch = 16

    /// A factor in here is an error; outside it is another unit, where it explains nearly everything.
    private static let ordinaryFactors = 0.67...1.5
    private static let soundDecibels = 15.0

    /// Runs both models batch by batch; what is kept are sums.
    /// - Parameter progress: called with the samples that are done, and all of them.
    init(
        of pair: ComparedPair, _ matches: [LayerMatch], units: StageUnits, on choice: ComparedSamples,
        progress: (_ done: Int, _ total: Int) -> Void
    ) throws(InspectError) {
        let reference = try Self.model(of: pair.a, nil)
        let other = try Self.model(of: pair.b, nil)
        let values: [ValuePair]
        (values, obstacles) = ValuePair.all(of: matches, in: pair, units: units)
        do throws(VerificationError) {
            let subject = VerifiedModel(
                reference, file: pair.a.model.path, byteCount: 0, isNative: pair.a.model.isKeras)
            let data = try Verifier.dataSet(at: choice.data, for: subject, resize: choice.resize)
            let part = try Verifier.testPart(of: data)
            (self.part, available) = (part.name, part.count)
            // Outputs are judged against the models as they are stored, so that a preparation cannot hide anything.
            let whole = [
                try SampleRunner(reference, file: pair.a.model.path, threads: choice.threads, inputsOf: reference),
                try SampleRunner(other, file: pair.b.model.path, threads: choice.threads, inputsOf: reference),
            ]
            let inner = [
                try Self.runner(of: pair.a, values.map(\.a), choice, reference),
                try Self.runner(of: pair.b, values.map(\.b), choice, reference),
            ]
            let ports = PortMatching.match(other.outputs, with: reference.outputs)
            outputs = ports == nil ? [] : reference.outputs.map { Output(name: $0.name) }
            guard !values.isEmpty || !outputs.isEmpty else { throw Self.nothingInCommon(pair) }
            let classes = ports == nil ? nil : ClassScores(of: reference)
            agreeing = classes == nil ? nil : 0
            let places = ports?.map { port in other.outputs.firstIndex(of: port) ?? 0 } ?? []
            var fits: [Int: Fit] = [:]

            let indices = choice.indices(of: part.count)
            let size = Self.batchSize(for: [pair.a, pair.b], values)
            var batches = part.batches(of: indices, size: size)
            while let batch = try Verifier.next(&batches, of: data) {
                let (wanted, given) = (try whole[0].run(batch), try whole[1].run(batch))
                for (index, place) in places.enumerated() where wanted[index].count == given[place].count {
                    outputs[index].error.add(given[place], reference: wanted[index])
                }
                if let classes, let place = places.first {
                    let count = batch.indices.count
                    let tops = (
                        classes.classes(of: wanted[0], samples: count),
                        classes.classes(of: given[place], samples: count)
                    )
                    agreeing = (agreeing ?? 0) + zip(tops.0, tops.1).count { $0 == $1 }
                }
                let (first, second) = (try inner[0](batch), try inner[1](batch))
                for (index, value) in values.enumerated() {
                    var numbers = second[index]
                    guard numbers.count == first[index].count else { continue }
                    if value.unit != 1 { numbers = numbers.map { Float(Double($0) / value.unit) } }
                    errors[value.row, default: OutputError()].add(numbers, reference: first[index])
                    fits[value.row, default: Fit()].add(first[index], numbers)
                }
                samples += batch.indices.count
                progress(samples, indices.count)
            }
            dropOtherUnits(fits)
        } catch {
            throw InspectError(error)
        }
    }

    /// Takes back errors that are nothing but a factor, which another layer makes up for.
    private mutating func dropOtherUnits(_ fits: [Int: Fit]) {
        for (row, fit) in fits {
            guard let factor = fit.factor, factor > 0, !Self.ordinaryFactors.contains(factor),
                Fit.decibels([fit]) >= Self.soundDecibels
            else { continue }
            errors[row] = nil
            obstacles[row] = "in other units: B's numbers are \(factor.significant(3)) times A's"
        }
    }
}

// MARK: - Running

extension ActivationComparison {
    private static func nothingInCommon(_ pair: ComparedPair) -> VerificationError {
        let (a, b) = (pair.a.model.path, pair.b.model.path)
        let message =
            "has no layer and no output in common with \(a) whose results could be compared; are these two different "
            + "networks?"
        return VerificationError(.mismatch, InspectError(.badData, "\(b): \(message)"), file: b)
    }

    private static func batchSize(for sides: [ComparedPair.Side], _ values: [ValuePair]) -> Int {
        let elements = values.reduce(0) { sum, value in
            sum + (sides[0].real?[value.a].shape.elementCount ?? 0) + (sides[1].real?[value.b].shape.elementCount ?? 0)
        }
        return max(1, min(samplesOfBatch, bytesOfBatch / max(1, elements * MemoryLayout<Float>.size)))
    }

    /// The model of one side; as its file has it, or as it is compared with these values for outputs.
    private static func model(of side: ComparedPair.Side, _ values: [ValueID]?) throws(InspectError) -> Model {
        guard var graph = values == nil ? side.model.stored : side.graph else {
            throw InspectError(
                .badData,
                "\(side.model.path): has layers that are not known, so that it cannot run: "
                    + (side.model.contents.notes.first ?? ""))
        }
        if let values {
            graph.outputs = values.enumerated().map { Port(name: "value \($0)", value: $1) }
        }
        do throws(EngineError) {
            return try Model(graph: graph)
        } catch {
            throw InspectError(.badData, "\(side.model.path): \(error)")
        }
    }

    /// Gives the numbers of some values of one model, which it makes as in any other run.
    private static func runner(
        of side: ComparedPair.Side, _ values: [ValueID], _ choice: ComparedSamples, _ reference: Model
    ) throws(VerificationError) -> (DataBatch) throws(VerificationError) -> [[Float]] {
        var places: [ValueID: Int] = [:]
        var distinct: [ValueID] = []
        for value in values where places[value] == nil {
            places[value] = distinct.count
            distinct.append(value)
        }
        guard !distinct.isEmpty else { return { _ in [] } }
        let model: Model
        do throws(InspectError) {
            model = try Self.model(of: side, distinct)
        } catch {
            throw VerificationError(.model, error, file: side.model.path)
        }
        let runner = try SampleRunner(model, file: side.model.path, threads: choice.threads, inputsOf: reference)
        let order = values.map { places[$0] ?? 0 }
        return { (batch) throws(VerificationError) in
            let results = try runner.run(batch)
            return order.map { results[$0] }
        }
    }
}
