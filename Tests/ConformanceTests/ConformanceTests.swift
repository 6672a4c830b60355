import Convert
import Engine
import KerasImport
import ModelIR
import TFLiteFormat
import Testing

@Suite struct ConformanceTests {
    @Test func fixturesAreThere() {
        #expect(ConformanceCase.all.count > 250)
    }

    @Test(arguments: ConformanceCase.all, Route.allCases)
    func givesWhatKerasGives(_ fixture: ConformanceCase, _ route: Route) throws {
        let session = try Session(model: route.model(of: fixture.model), threads: 2)
        try expectClose(session.run(fixture.inputs()), fixture.outputs())
    }

    @Test(arguments: ConformanceCase.all, Session.instructionSets)
    func givesWhatKerasGives(_ fixture: ConformanceCase, by instructionSet: String) throws {
        let session = try Session(model: Route.optimised.model(of: fixture.model), instructionSet: instructionSet)
        try expectClose(session.run(fixture.inputs()), fixture.outputs())
    }

    @Test(arguments: ConformanceCase.all)
    func batchesDoNotMatter(_ fixture: ConformanceCase) throws {
        let model = try Route.stored.model(of: fixture.model)
        guard model.inputs.allSatisfy(\.isBatchFree) else { return }
        let session = try Session(model: model)
        let first = try fixture.inputs().mapValues { $0.prefix(1) }
        try expectClose(session.run(first), fixture.outputs().mapValues { $0.prefix(1) })
    }

    @Test(arguments: ConformanceCase.all)
    func keptIntermediatesLeaveTheOutputsAlone(_ fixture: ConformanceCase) throws {
        let model = try Route.optimised.model(of: fixture.model)
        let session = try Session(model: model, keepsIntermediates: true)
        let names = Set(model.outputs.map(\.name))
        try expectClose(session.run(fixture.inputs()).filter { names.contains($0.key) }, fixture.outputs())
    }

    @Test(arguments: ConformanceCase.all)
    func writesTheSameBytesEachTime(_ fixture: ConformanceCase) throws {
        func bytes() throws -> [UInt8] {
            var graph = try KerasModel(contentsOf: fixture.model).makeGraph()
            try Pipeline.optimise(&graph)
            return try TFLiteFile.encode(graph).bytes().withUnsafeBytes { Array($0) }
        }
        #expect(try bytes() == bytes())
    }
}
