import KerasImport
import ModelIR
import Testing

@Suite struct HDF5Tests {
    @Test func `rows of a compressed data set are read in the type that is asked for`() throws {
        let file = try HDF5File("\(Fixtures.repository)/samples/digits.data.h5")
        let images = try file.root.dataset("x_test")
        let size = images.shape.dropFirst().reduce(1, *)
        #expect(images.shape.count == 4)

        let all = try images.read(as: .float32)
        #expect(all.count == images.count)
        let rows = try images.read(rows: 3..<5, as: .float32)
        #expect(rows.elements(as: Float.self) == Array(all.elements(as: Float.self)[3 * size..<5 * size]))
        #expect(try images.read(rows: 3..<5, as: .int64).elements(as: Int64.self).map { Float($0) } == rows.floats())
        #expect(try images.read(rows: 2..<2, as: .float32).count == 0)
        #expect(throws: KerasError.self) { try images.read(rows: 0..<images.shape[0] + 1, as: .float32) }
    }

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

    @Test func `attributes and objects are found by name`() throws {
        let root = try HDF5File(Fixtures.path("by_hand.h5")).root
        #expect(try root.string("keras_version") == "2.15.0")
        #expect(try root.string("absent") == nil)
        #expect(try root.contains("model_weights/first"))
        #expect(try !root.contains("model_weights/third"))
        let group = try root.group("model_weights")
        #expect(try group.strings("layer_names") == ["first", "second"])
        #expect(throws: KerasError(.badContents, "does not exist", at: "model_weights/third")) {
            try group.group("third")
        }
        #expect(throws: KerasError.self) { try group.dataset("first") }
        #expect(throws: KerasError.self) { try group.group("first/first/bias:0") }
        #expect(throws: KerasError.self) { try group.string("layer_names") }
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
