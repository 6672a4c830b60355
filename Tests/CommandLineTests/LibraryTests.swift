import Foundation
import Testing

// Only Linux lets an empty file stand before a library.
#if os(Linux)
    @Suite("Libraries that are not there")
    struct LibraryTests {
        struct Case: CustomTestStringConvertible {
            let library: String
            /// What it may be called.
            let names: [String]
            let package: String
            let tool: Tool
            let arguments: String
            var testDescription: String { library }
        }

        private static let cases = [
            Case(
                library: "libhdf5", names: ["libhdf5_serial.so", "libhdf5.so"], package: "libhdf5-103-1",
                tool: .qinspect, arguments: "model.h5"),
            Case(
                library: "libzip", names: ["libzip.so"], package: "libzip4", tool: .qinspect,
                arguments: "model.keras"),
            Case(
                library: "cairo", names: ["libcairo.so"], package: "libcairo2", tool: .qinspect,
                arguments: "model.h5 --plot out.svg"),
            Case(
                library: "libjpeg", names: ["libjpeg.so"], package: "libjpeg62-turbo", tool: .qconv,
                arguments: "model.h5 --int8 --no-verify --data jpeg -o out.qf"),
            Case(
                library: "libpng", names: ["libpng16.so"], package: "libpng16-16", tool: .qconv,
                arguments: "model.h5 --int8 --no-verify --data png -o out.qf"),
        ]

        /// Puts what stands for `names`, which cannot be loaded, into `folder`.
        private func block(_ names: [String], in folder: String) throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for name in names {
                for version in ["", ".2", ".4", ".5", ".7", ".8", ".16", ".62", ".103", ".200", ".310"] {
                    try write(Data(), to: "\(folder)/\(name)\(version)")
                }
            }
        }

        private func withFiles(_ body: (String) throws -> Void) throws {
            try withTemporaryFolder { folder in
                for (source, name) in [
                    (sample("digits.h5"), "model.h5"), (fixture("keras/archive.keras"), "model.keras"),
                    (fixture("data/formats/jpeg"), "jpeg"), (fixture("data/formats/png"), "png"),
                ] {
                    try FileManager.default.copyItem(atPath: source, toPath: "\(folder)/\(name)")
                }
                try body(folder)
            }
        }

        @Test("What cannot be done without a library says which, and nothing is written", arguments: cases)
        func refuses(example: Case) throws {
            try withFiles { folder in
                try block(example.names, in: folder + "/blocked")
                let before = try names(in: folder)
                let outcome = try example.tool.runInShell(
                    "LD_LIBRARY_PATH=$PWD/blocked \"$TOOL\" \(example.arguments)", in: folder)
                #expect(outcome.status == 69)
                #expect(outcome.output == "")
                #expect(outcome.errorLines.count == 1)
                #expect(outcome.errors.contains(" needs \(example.library): it is not installed as lib"))
                #expect(outcome.errors.contains("; install it (\(example.package) on Debian 12, "))
                #expect(try names(in: folder) == before)
            }
        }

        @Test("What needs none of the libraries works without them")
        func works() throws {
            try withFiles { folder in
                #expect(try Tool.qconv.run(["model.h5", "--no-verify", "-q"], in: folder).status == 0)
                try block(Self.cases.flatMap(\.names) + ["libnettle.so"], in: folder + "/blocked")
                let outcome = try Tool.qinspect.runInShell(
                    "LD_LIBRARY_PATH=$PWD/blocked \"$TOOL\" model.qf", in: folder)
                #expect(outcome.status == 0 && outcome.errors == "")
            }
        }
    }
#endif
