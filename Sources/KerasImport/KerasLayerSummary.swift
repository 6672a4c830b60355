import HDF5Format
package import ModelIR

/// What there is to know about a layer without running it.
package struct KerasLayerSummary: Sendable {
    /// A weight of a layer.
    package struct Weight: Sendable {
        /// The name that Keras 2 and 3 give it inside its layer, `kernel` for example.
        package let name: String
        /// Dimensions in the file, which are Keras's: HWIO for kernels of convolutions.
        package let shape: [Int]
        /// The type in the file.
        package let type: ElementType
        /// Whether training changes it: neither a statistic nor frozen.
        package let isTrainable: Bool

        fileprivate let dataset: HDF5Dataset

        /// The number of elements.
        package var count: Int { dataset.count }

        /// Reads the elements, converted to float32, in row-major order.
        package func read() throws(KerasError) -> TensorData {
            try reading { () throws(HDF5Error) in try dataset.read(as: .float32) }
        }
    }

    /// The name with the names of nested models in front: `outer/inner`.
    package let name: String
    /// The class that the file names.
    package let className: String
    /// The shapes that the first call makes; empty where the layer is never called.
    package let outputShapes: [Shape]
    package let weights: [Weight]
    /// Parameters as Keras counts them.
    package let parameters: ParameterCount

    static func all(
        of model: LayerGraph, weights table: WeightTable, outputShapes: [String: [Shape]]
    ) -> [KerasLayerSummary] {
        var all: [KerasLayerSummary] = []
        model.forEachLeaf { layer, _ in
            let weights = table.ordered(of: layer.path).map {
                Weight(
                    name: $0.name, shape: $0.shape, type: $0.dataset.type, isTrainable: $0.isTrainable,
                    dataset: $0.dataset)
            }
            all.append(
                KerasLayerSummary(
                    name: layer.path, className: layer.className,
                    outputShapes: outputShapes[layer.path] ?? [], weights: weights,
                    parameters: ParameterCount(
                        total: weights.reduce(0) { $0 + $1.count },
                        trainable: weights.reduce(0) { $0 + ($1.isTrainable ? $1.count : 0) })))
        }
        return all
    }
}
