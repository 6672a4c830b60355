import Foundation
import Testing

@Suite("Interruption")
struct InterruptTests {
    @Test("A program that is told to stop leaves no half-written file", arguments: [SIGINT, SIGTERM])
    func leavesNothing(signal: Int32) throws {
        try withTemporaryFolder { folder in
            var interrupted = 0
            for _ in 0..<20 where interrupted < 1 {
                let process = Process()
                process.executableURL = URL(filePath: Tool.qconv.path)
                process.arguments = [sample("glyphs.h5"), "-o", folder + "/model.qf", "--quiet", "--no-verify"]
                try process.run()
                // The moment of writing is when the temporary file is there.
                while process.isRunning, try names(in: folder).allSatisfy({ $0 == "model.qf" }) { usleep(200) }
                kill(process.processIdentifier, signal)
                process.waitUntilExit()
                if process.terminationReason == .uncaughtSignal {
                    #expect(process.terminationStatus == signal)
                    interrupted += 1
                }
                #expect(try names(in: folder).allSatisfy { $0 == "model.qf" })
            }
            #expect(interrupted > 0)
        }
    }
}
