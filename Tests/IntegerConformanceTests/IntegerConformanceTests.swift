import Engine
import ModelIR
import Testing

@Suite struct IntegerConformanceTests {
    /// A way to run a model.
    enum Setting: CaseIterable, Sendable {
        case portable, best, portableOnTwoThreads, bestOnTwoThreads

        func session(of model: Model) throws -> Session {
            let threads = self == .portable || self == .best ? 1 : 2
            let isPortable = self == .portable || self == .portableOnTwoThreads
            return try Session(model: model, threads: threads, usesPortableKernels: isPortable)
        }
    }

    @Test func fixturesAreThere() throws {
        #expect(QuantizedFixture.operators.count > 50 && QuantizedFixture.networks.count == 5)
        #expect(try QuantizedFixture.refused().count > 10)
    }

    /// LiteRT's DIV shifts small quotients by more bits than an integer has, so that its numbers are undefined.
    static let comparable = QuantizedFixture.operators.filter { $0.name != "DIV" }

    @Test(arguments: comparable, Setting.allCases)
    func givesWhatLiteRTGives(_ fixture: QuantizedFixture, _ setting: Setting) throws {
        var agreement = Agreement()
        for (number, sample) in try fixture.cases().enumerated() {
            let actual = try setting.session(of: sample.model).run(sample.inputs)
            #expect(actual.keys.sorted() == sample.outputs.keys.sorted(), "case \(number)")
            for (name, expected) in sample.outputs {
                guard let tensor = actual[name] else { continue }
                #expect(tensor.shape == expected.shape && tensor.type == expected.type, "case \(number)")
                guard tensor.shape == expected.shape else { continue }
                var own = Agreement()
                own.add(tensor, expected)
                #expect(
                    own.worst <= 1,
                    "case \(number): \(own.elementCount - own.equalCount) of \(own.elementCount) differ by up to \(own.worst)"
                )
                agreement.add(tensor, expected)
            }
        }
        #expect(
            agreement.isGood,
            "\(agreement.elementCount - agreement.equalCount) of \(agreement.elementCount) elements differ")
    }

    /// Float operators between quantized ones may round otherwise and move a number over a tie, hence the tolerance.
    @Test(arguments: QuantizedFixture.networks, Setting.allCases)
    func runsWhatTensorFlowQuantizes(_ fixture: QuantizedFixture, _ setting: Setting) throws {
        for sample in try fixture.cases() {
            let actual = try setting.session(of: sample.model).run(sample.inputs)
            #expect(actual.keys.sorted() == sample.outputs.keys.sorted())
            for (name, expected) in sample.outputs {
                guard let tensor = actual[name], tensor.type == expected.type else {
                    Issue.record("'\(name)' is missing or of another type")
                    continue
                }
                var agreement = Agreement()
                agreement.add(tensor, expected, tolerance: fixture.name.hasSuffix("_INT8") ? 1.001 / 128 : 1e-5)
                #expect(expected.type.isFloatingPoint ? agreement.isGood : agreement.worst <= 1)
            }
        }
    }

    @Test func refusesWhatLiteRTRefuses() throws {
        for (problem, file) in try QuantizedFixture.refused() {
            #expect(throws: (any Error).self, "\(problem)") { try Session(model: QuantizedFixture.model(of: file)) }
        }
    }
}
