import Datasets
import Foundation
import Metrics
import ModelIR
import NumPyFormat
import Testing
import Verification

@Suite("Verifying models")
struct VerifierTests {
    @Test("Figures of the first model and of another one against it")
    func measures() throws {
        try withTemporaryFolder { folder in
            try ScalingModel.write(to: folder + "/a.qf", factors: [1, 1, 1])
            // Takes class 0 for class 2: 0 < 0.5.
            try ScalingModel.write(to: folder + "/b.qf", factors: [0, 1, 1])
            let told = [0, 0, 1, 2, 2, 1, 0, 2]
            let labels = [0, 0, 1, 2, 2, 2, 2, 0]
            try NumPyFile.write(
                ["x_test": scores(told), "y_test": Tensor(shape: [8], labels.map(Int64.init))], to: folder + "/d.npz")
            let report = try Verifier.report([folder + "/a.qf", folder + "/b.qf"], on: folder + "/d.npz")
            #expect(report.samples == 8)
            #expect(report.classes == 3)
            #expect(report.isSplit)
            let (first, second) = (report.models[0], report.models[1])
            #expect(first.accuracy == 5.0 / 8)
            #expect(first.confusionMatrix?.counts == [2, 0, 1, 0, 1, 0, 1, 1, 2])
            #expect(first.agreement == nil && first.mcNemar == nil)
            // Three samples change: two that were right, and one of class 2 that becomes right.
            #expect(second.accuracy == 4.0 / 8)
            #expect(second.agreement == 5.0 / 8)
            #expect(second.lost == 2 && second.won == 1)
            #expect(second.mcNemar == 1)
            #expect(second.gMean == 0)
            #expect(second.meanSquaredError == 3 * 4.0 / 24)
            #expect(second.largestDifference == 2)
            #expect(first.medianMilliseconds > 0)
            #expect(try first.bytes == Data(contentsOf: URL(filePath: folder + "/a.qf")).count)
        }
    }

    @Test("An int8 model is fed what the numbers stand for, and its outputs are what its integers stand for")
    func quantizes() throws {
        try withTemporaryFolder { folder in
            try ScalingModel.write(to: folder + "/a.qf", factors: [1, 1, 1])
            try ScalingModel.writeQuantized(to: folder + "/b.tflite", columns: 3)
            let pixels = Tensor(shape: [2, 3], [1, 30, 3, 60, 5, 6] as [UInt8])
            try NumPyFile.write(["x_test": pixels], to: folder + "/d.npz")
            let report = try Verifier.report([folder + "/a.qf", folder + "/b.tflite"], on: folder + "/d.npz")
            #expect(report.models[1].agreement == 1)
            #expect(report.models[1].signalToNoise == .infinity)
            let reversed = try Verifier.report([folder + "/b.tflite", folder + "/a.qf"], on: folder + "/d.npz")
            #expect(reversed.models[1].meanSquaredError == 0)
        }
    }

    @Test("A model with a batch of its own runs on any number of samples", arguments: [1, 3, 7])
    func padsBatches(count: Int) throws {
        try withTemporaryFolder { folder in
            try ScalingModel.write(to: folder + "/a.qf", factors: [1, 1, 1])
            try ScalingModel.write(to: folder + "/b.qf", factors: [1, 1, 1], batch: 3)
            let classes = (0..<count).map { $0 % 3 }
            try NumPyFile.write(
                ["x_test": scores(classes), "y_test": Tensor(shape: [count], classes.map(Int32.init))],
                to: folder + "/d.npz")
            for models in [["/a.qf", "/b.qf"], ["/b.qf", "/a.qf"]] {
                let report = try Verifier.report(models.map { folder + $0 }, on: folder + "/d.npz")
                #expect(report.samples == count)
                #expect(report.models.map(\.accuracy) == [1, 1])
                #expect(report.models[1].agreement == 1)
            }
        }
    }

    @Test("A probability tells two classes; a number that is none tells nothing")
    func tellsTwoClasses() throws {
        try withTemporaryFolder { folder in
            try ScalingModel.write(to: folder + "/p.qf", factors: [1], isProbability: true)
            try ScalingModel.write(to: folder + "/n.qf", factors: [1])
            let numbers = Tensor(shape: [4, 1], [-3, -0.1, 0.1, 3] as [Float])
            try NumPyFile.write(
                ["x_test": numbers, "y_test": Tensor(shape: [4], [0, 1, 1, 1] as [Int64])], to: folder + "/d.npz")
            let report = try Verifier.report([folder + "/p.qf"], on: folder + "/d.npz")
            #expect(report.models[0].accuracy == 0.75)
            #expect(report.models[0].confusionMatrix?.counts == [1, 0, 1, 2])
            let other = try Verifier.report([folder + "/n.qf", folder + "/n.qf"], on: folder + "/d.npz")
            #expect(other.classes == nil)
            #expect(other.models[1].accuracy == nil && other.models[1].agreement == nil)
            #expect(other.models[1].meanSquaredError == 0)
        }
    }

    @Test("What is missing or does not fit is said by name")
    func refuses() throws {
        try withTemporaryFolder { folder in
            try ScalingModel.write(to: folder + "/a.qf", factors: [1, 1, 1])
            try ScalingModel.write(to: folder + "/b.qf", factors: [1, 1])
            try NumPyFile.write(["x_train": scores([0, 1])], to: folder + "/train.npz")
            try NumPyFile.write(["x_test": scores([0, 1])], to: folder + "/test.npz")
            try NumPyFile.write(
                ["x_test": scores([0, 1]), "y_test": Tensor(shape: [2], [0, 3] as [Int64])], to: folder + "/labels.npz")
            func message(_ models: [String], _ data: String) -> String {
                let error = #expect(throws: VerificationError.self) {
                    try Verifier.report(models.map { folder + $0 }, on: folder + data)
                }
                return error?.description ?? ""
            }
            #expect(message(["/a.qf"], "/train.npz").contains("x_test"))
            #expect(message(["/a.qf"], "/absent.npz").hasPrefix(folder + "/absent.npz: "))
            #expect(message(["/absent.qf"], "/test.npz").hasPrefix(folder + "/absent.qf: "))
            #expect(message(["/a.qf"], "/labels.npz").contains("3"))
            #expect(
                message(["/a.qf", "/b.qf"], "/test.npz")
                    == "\(folder)/b.qf: takes 'x: float32 (?, 2)', but the first model takes 'x: float32 (?, 3)'")
        }
    }
}
