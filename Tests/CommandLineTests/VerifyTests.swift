import Foundation
import Testing

@Suite("Verifying")
struct VerifyTests {
    /// Calls `body` with a folder that has the sample model, its data set beside it, and the converted model.
    private func withModels(_ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            for name in ["digits.h5", "digits.data.h5"] {
                try FileManager.default.copyItem(atPath: sample(name), toPath: folder + "/" + name)
            }
            #expect(try Tool.qconv.run(["digits.h5", "--quiet"], in: folder).status == 0)
            try body(folder)
        }
    }

    @Test("Every model has a line, and figures that do not change from run to run")
    func prints() throws {
        try withModels { folder in
            let outcome = try Tool.qconv.run(["verify", "digits.h5", "digits.qf", "--runs", "3"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors == "")
            let text = outcome.output.replacing(/thread, [a-z0-9]+,/, with: "thread, INSTRUCTIONS,")
            try expectSnapshot(text.withoutNumbers.replacing(/\ +/, with: " "), "verify")
            #expect(try Tool.qconv.run(["verify", "digits.h5", "--runs", "1", "-q"], in: folder).output == "")

            let json = try Tool.qconv.run(
                ["verify", "digits.h5", "digits.qf", "--data", "digits.data.h5", "--json", "--runs", "3"], in: folder)
            let document = try #require(
                JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            #expect(document["schema"] as? Int == 1)
            let models = try #require(document["models"] as? [[String: Any]])
            #expect(models.map { $0["name"] as? String } == ["digits.h5", "digits.qf"])
            #expect(models[0]["native"] as? Bool == true && models[1]["native"] as? Bool == false)
            #expect((models[0]["accuracy"] as? Double ?? 0) > 0.9)
            #expect(models[1]["agreement"] as? Double == 1)
            #expect((models[1]["signal_to_noise_db"] as? Double ?? 0) > 100)
        }
    }

    @Test("A limit that is not kept gives the status 1 and the reason, behind the report")
    func fails() throws {
        try withModels { folder in
            let arguments = ["verify", "digits.h5", "digits.qf", "--runs", "1", "--max-drop", "0.01"]
            #expect(try Tool.qconv.run(arguments, in: folder).status == 0)
            let outcome = try Tool.qconv.run(arguments + ["--max-size", "1kB"], in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("qconv: digits.qf has "))
            #expect(outcome.errors.hasSuffix(" bytes; 1,000 are allowed\n"))
            #expect(outcome.output.contains("passed: the accuracy of digits.qf is 0.0000 below"))
            #expect(outcome.output.contains("FAILED: digits.qf has "))
        }
    }

    @Test("Without data there is nothing to verify")
    func needsData() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.copyItem(atPath: sample("digits.h5"), toPath: folder + "/digits.h5")
            let outcome = try Tool.qconv.run(["verify", "digits.h5"], in: folder)
            #expect(outcome.status == 66)
            #expect(outcome.errors.hasPrefix("qconv: digits.h5: there is no data set beside it"))
            let absent = try Tool.qconv.run(["verify", "digits.h5", "--data", "absent.npz"], in: folder)
            #expect(absent.status == 66)
            #expect(absent.errors.hasPrefix("qconv: absent.npz: "))
            #expect(absent.errorLines.count == 1)
        }
    }
}
