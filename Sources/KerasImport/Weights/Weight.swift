import HDF5Format
import ModelIR

/// A weight in the file.
struct Weight: Sendable {
    /// The layer it belongs to, with the names of nested models in front.
    let layer: String
    /// The name that Keras 2 and 3 give it inside its layer, `kernel` for example.
    let name: String
    let isTrainable: Bool
    let dataset: HDF5Dataset

    var shape: [Int] { dataset.shape }

    /// The elements in row-major order.
    func read() throws(KerasError) -> TensorData {
        try reading { () throws(HDF5Error) in try dataset.read(as: .float32) }
    }

    /// The elements in row-major order.
    func floats() throws(KerasError) -> [Float] { try read().elements(as: Float.self) }
}
