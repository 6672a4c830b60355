import JSONFormat
import ModelIR

/// Reshape to `target_shape`, in which -1 stands for whatever is left.
struct ReshapeLayer: SingleInputLayer {
    private let target: [Int]

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        target = configuration["target_shape"]?.array?.isEmpty == true ? [] : try configuration.integers("target_shape")
        guard target.allSatisfy({ $0 >= -1 }), target.count(where: { $0 < 0 }) <= 1 else {
            throw configuration.unusable("target_shape")
        }
    }

    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID {
        try context.reshape(input, try context.resolve(target, elements: context.sampleElements(of: input)))
    }
}

extension LayerContext {
    /// The elements of one sample, the batch left out.
    func sampleElements(of value: ValueID) -> Int { shape(of: value).dimensions.dropFirst().reduce(1, *) }

    /// Dimensions with -1 replaced by what makes `elements` of them.
    func resolve(_ dimensions: [Int], elements: Int) throws(KerasError) -> [Int] {
        let mismatch = error(.shapeMismatch, "cannot make \(Shape(dimensions)) of \(elements) elements")
        var known = 1
        for size in dimensions where size >= 0 {
            let (product, overflow) = known.multipliedReportingOverflow(by: size)
            guard !overflow else { throw mismatch }
            known = product
        }
        guard dimensions.contains(-1) else {
            guard known == elements else { throw mismatch }
            return dimensions
        }
        guard known > 0, elements % known == 0 else { throw mismatch }
        return dimensions.map { $0 < 0 ? elements / known : $0 }
    }
}
