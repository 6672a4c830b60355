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
        #expect(OperatorFixture.all.count > 50)
        #expect(try OperatorFixture.refused().count > 10)
    }

    @Test(arguments: OperatorFixture.all.filter { !Pending.operators.contains($0.name) }, Setting.allCases)
    func givesWhatLiteRTGives(_ fixture: OperatorFixture, _ setting: Setting) throws {
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

    @Test func refusesWhatLiteRTRefuses() throws {
        for (problem, file) in try OperatorFixture.refused() where !Pending.refusals.contains(problem) {
            #expect(throws: (any Error).self, "\(problem)") { try Session(model: OperatorFixture.model(of: file)) }
        }
    }
}
