import JSONFormat
import ModelIR

/// A function that a model applies outside of layers: an operation of Keras 3, or one of TensorFlow's that Keras 2
/// wraps as TFOpLambda, SlicingOpLambda or (up to TensorFlow 2.3) TensorFlowOpLayer.
struct FunctionLayer: KerasLayer {
    private let function: Function
    private let parameters: JSONObject
    /// Constants of a TensorFlowOpLayer, by their place among its inputs.
    private let constants: [Int: JSONValue]
    /// Whether all inputs are arguments of their own, as those of a TensorFlow node are.
    private let spreadsInputs: Bool

    init(_ configuration: LayerConfiguration) throws(UnsupportedReason) {
        var constants: [Int: JSONValue] = [:]
        let name: String
        switch configuration.className {
        case "TFOpLambda", "SlicingOpLambda":
            name = try configuration.string("function", default: "")
            parameters = JSONObject()
        case "TensorFlowOpLayer":
            guard let operation = configuration["node_def"]?["op"]?.string else {
                throw configuration.unusable("node_def")
            }
            name = operation
            parameters = FunctionLayer.attributes(configuration["node_def"]?["attr"]?.object ?? JSONObject())
            for member in configuration["constants"]?.object?.members ?? [] {
                guard let place = Int(member.key), place >= 0 else { throw configuration.unusable("constants") }
                constants[place] = member.value
            }
        default:
            name = configuration.className
            parameters = configuration.values
        }
        guard let function = FunctionCatalogue.function(named: name) else {
            throw UnsupportedReason("function '\(name.prefix(60))' is not among those that can be converted")
        }
        self.function = function
        self.constants = constants
        spreadsInputs = configuration.className == "TensorFlowOpLayer"
    }

    /// The attributes of a TensorFlow node that are flags or integers, freed of the names of their types.
    private static func attributes(_ attributes: JSONObject) -> JSONObject {
        func integer(_ json: JSONValue) -> JSONValue? {
            (json.integer ?? json.string.flatMap { Int($0) }).map { .integer($0) }
        }
        var parameters = JSONObject()
        for member in attributes.members {
            if let flag = member.value["b"] {
                parameters[member.key] = flag
            } else if let number = member.value["i"].flatMap(integer) {
                parameters[member.key] = number
            } else if let numbers = member.value["list"]?["i"]?.array {
                parameters[member.key] = .array(numbers.compactMap(integer))
            }
        }
        return parameters
    }

    func lower(_ call: Call<ValueID>, in context: LayerContext) throws(KerasError) -> [ValueID] {
        var call = call
        if spreadsInputs {
            var arguments = call.values.map { Argument<ValueID>.value($0) }
            for (place, constant) in constants.sorted(by: { $0.key < $1.key }) {
                guard place <= arguments.count else {
                    throw context.error(.badConfiguration, "has no input in front of its constant \(place)")
                }
                arguments.insert(.constant(constant.unwrapped), at: place)
            }
            call.positional = arguments
        }
        return try function(FunctionCall(call: call, parameters: parameters, context: context))
    }
}
