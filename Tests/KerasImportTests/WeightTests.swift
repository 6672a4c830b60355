import KerasImport
import ModelIR
import Testing

@Suite struct WeightTests {
    @Test func `floats of any width and byte order become float32`() throws {
        let folder = "\(Fixtures.repository)/Tests/Fixtures/conformance/formats/"
        func kernel(_ name: String) throws -> (type: ElementType, elements: [Float]) {
            let model = try KerasModel(contentsOf: folder + name)
            let weight = try #require(model.layers.first { $0.name == "conv" }?.weights.first)
            return (weight.type, try weight.read().floats())
        }
        let types = try ["weights_float16.h5", "weights_float64.h5", "weights_float64_big_endian.h5"].map(kernel)
        #expect(types.map(\.type) == [.float16, .float64, .float64])
        #expect(try kernel("weights_big_endian.h5").type == .float32)
        for (_, elements) in types { #expect(elements.allSatisfy { $0.isFinite && abs($0) < 10 && $0 != 0 }) }
        // Half precision has 11 significant bits.
        #expect(types[0].elements.allSatisfy { $0.bitPattern & 0x1FFF == 0 })
    }

    @Test func `files are read from several threads at once`() async throws {
        let path = Fixtures.path("frozen.keras3.h5")
        let digests = await withTaskGroup(of: [Int].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let graph = try? KerasModel(contentsOf: path).makeGraph()
                    return graph?.values.map { $0.data?.elements(as: Float.self).hashValue ?? 0 } ?? []
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(!digests[0].isEmpty)
        #expect(digests.allSatisfy { $0 == digests[0] })
    }
}
