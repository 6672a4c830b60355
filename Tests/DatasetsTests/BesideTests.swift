import Datasets
import Testing

@Suite struct BesideTests {
    @Test func `the set beside a model is found`() {
        let folder = TemporaryFolder()
        let model = folder.file("net.v2.h5")
        #expect(DataSet.beside(model) == nil)
        folder.write([], to: "net.v2.data/a/one.png")
        #expect(DataSet.beside(model) == "\(folder.path)/net.v2.data")
        #expect(DataSet.beside("\(folder.path)/net.v2.qf") == "\(folder.path)/net.v2.data")
        #expect(DataSet.beside("\(folder.path)/net.v2.keras") == "\(folder.path)/net.v2.data")
        folder.write([], to: "net.v2.data.npy")
        #expect(DataSet.beside(model) == "\(folder.path)/net.v2.data.npy")
        folder.write([], to: "net.v2.data.npz")
        #expect(DataSet.beside(model) == "\(folder.path)/net.v2.data.npz")
        folder.write([], to: "net.v2.data.h5")
        #expect(DataSet.beside(model) == "\(folder.path)/net.v2.data.h5")
        #expect(DataSet.beside("\(folder.path)/net.h5") == nil)
        #expect(DataSet.beside("") == nil)
    }
}
