import Foundation
import Testing

@Suite("Reporting an experiment")
struct ReportTests {
    @Test("One command converts, measures and writes it all down")
    func reports() throws {
        try withTemporaryFolder { folder in
            for name in ["digits.h5", "digits.data.h5"] {
                try FileManager.default.copyItem(atPath: sample(name), toPath: folder + "/" + name)
            }
            let arguments = ["report", "digits.h5", "--calib", "0.01,0.3", "--calib-class", "5", "--runs", "2"]
            let outcome = try Tool.qconv.run(arguments + ["-o", "out/"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.hasSuffix("\nwritten to out/report.md\n"))
            #expect(try names(in: folder + "/out") == ["img", "models", "report.json", "report.md"])
            #expect(
                try names(in: folder + "/out/models") == ["fp32.qf", "imbint8.qf", "int8-0.01.qf", "int8-0.3.qf"])

            let json = try Tool.qconv.run(arguments + ["--json"], in: folder)
            let document = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            #expect(document["schema"] as? Int == 1)
            #expect((document["variants"] as? [Any])?.count == 4)
            for model in try names(in: folder + "/out/models") {
                #expect(
                    try bytes(of: "\(folder)/out/models/\(model)")
                        == bytes(of: "\(folder)/digits.report/models/\(model)"))
            }
        }
    }

    @Test("A converted model is no beginning, and a file no place for a report")
    func refuses() throws {
        try withTemporaryFolder { folder in
            for name in ["digits.h5", "digits.data.h5"] {
                try FileManager.default.copyItem(atPath: sample(name), toPath: folder + "/" + name)
            }
            _ = try Tool.qconv.run(["digits.h5", "-q", "-o", "digits.qf"], in: folder)
            let converted = try Tool.qconv.run(["report", "digits.qf"], in: folder)
            #expect(converted.status == 65)
            #expect(converted.errors.hasPrefix("qconv: digits.qf: is converted already"))
            let outcome = try Tool.qconv.run(["report", "digits.h5", "-o", "digits.qf"], in: folder)
            #expect(outcome.status == 73)
            #expect(outcome.errors == "qconv: digits.qf: is a file; name a folder for the report\n")
        }
    }
}
