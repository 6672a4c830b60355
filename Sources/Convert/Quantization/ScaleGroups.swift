package import ModelIR

/// Which activations of a float graph have one scale and zero point in its int8 counterpart.
///
/// Operators that move integers as they are (pools, RESHAPE, CONCATENATION and their like) make their inputs and
/// outputs one group. Some operators fix the scale of their output, and with it that of the group. Where an operator
/// joins a value with a fixed scale and values with other scales, the value is rescaled in front of it by a QUANTIZE, as
/// TFLite's quantizer does; widening a fixed scale is not possible.
package struct ScaleGroups: Sendable {
    /// Values with one scale.
    package struct Group: Sendable {
        /// Ascending; never empty.
        package fileprivate(set) var values: [ValueID]
        /// The scale, where an operator fixes it; nil where it follows from the ranges of the values.
        package let fixed: ActivationScale?
    }

    /// An input of a node that is rescaled in front of it.
    package struct Edge: Sendable, Hashable {
        /// The node's index in the graph.
        package let node: Int
        /// The position in the node's inputs.
        package let input: Int

        package init(node: Int, input: Int) {
            self.node = node
            self.input = input
        }
    }

    /// In the order of their first values.
    package let groups: [Group]
    /// The inputs that a QUANTIZE rescales to the scale of the node's output.
    package let rescaled: Set<Edge>
    private let groupByValue: [Int?]

    /// The groups of the activations of `graph`: its float32 values that are no constants and that int8 operators or
    /// the outside world make or read.
    /// - Parameter islands: the nodes that stay float.
    package init(graph: Graph, islands: FloatIslands) {
        var sets = ScaleSets(count: graph.values.count)
        var rescaled: Set<Edge> = []
        for (index, node) in graph.nodes.enumerated() where !islands.contains(index) {
            switch graph.scaleRule(of: node) {
            case .free, .float: break
            case .fixed(let scale): sets.fix(node.outputs[0], scale)
            case .shared:
                let inputs = node.inputs.enumerated().filter { !graph[$0.element].isConstant }
                let foreign = inputs.filter { sets.mustRescale($0.element, for: node, in: graph) }
                rescaled.formUnion(foreign.map { Edge(node: index, input: $0.offset) })
                let joined = inputs.map(\.element).filter { input in !foreign.contains { $0.element == input } }
                for value in joined + node.outputs { sets.join(node.outputs[0], value) }
            }
        }
        self.rescaled = rescaled

        var groups: [Group] = []
        var groupByRoot: [Int: Int] = [:]
        var groupByValue: [Int?] = Array(repeating: nil, count: graph.values.count)
        for value in graph.activations(outside: islands) {
            let root = sets.root(of: value.index)
            if let group = groupByRoot[root] {
                groups[group].values.append(value)
            } else {
                groupByRoot[root] = groups.count
                groups.append(Group(values: [value], fixed: sets.fixed[root]))
            }
            groupByValue[value.index] = groupByRoot[root]
        }
        self.groups = groups
        self.groupByValue = groupByValue
    }

    /// The groups of `graph` with the islands that follow from its operators alone.
    package init(graph: Graph) { self.init(graph: graph, islands: FloatIslands(graph: graph)) }

    /// The index in ``groups`` of the group of `value`; nil for constants, for integers and for what only float
    /// operators see.
    package func group(of value: ValueID) -> Int? { groupByValue[value.index] }
}

/// Disjoint sets of values, some with a fixed scale.
private struct ScaleSets {
    private var parents: [Int]
    /// Fixed scales by root.
    private(set) var fixed: [Int: ActivationScale] = [:]

    init(count: Int) { parents = Array(0..<count) }

    mutating func root(of index: Int) -> Int {
        var index = index
        while parents[index] != index {
            parents[index] = parents[parents[index]]
            index = parents[index]
        }
        return index
    }

    mutating func fix(_ value: ValueID, _ scale: ActivationScale) { fixed[root(of: value.index)] = scale }

    mutating func join(_ a: ValueID, _ b: ValueID) {
        let (first, second) = (root(of: a.index), root(of: b.index))
        guard first != second else { return }
        let scale = fixed[first] ?? fixed[second]
        fixed[first] = nil
        fixed[second] = nil
        parents[max(first, second)] = min(first, second)
        fixed[min(first, second)] = scale
    }

    /// Whether `value` has a fixed scale that the other inputs of `node`, or what it adds to them, do not have.
    mutating func mustRescale(_ value: ValueID, for node: Node, in graph: Graph) -> Bool {
        guard let scale = fixed[root(of: value.index)] else { return false }
        for other in node.inputs {
            if let constant = graph[other].data {
                guard constant.floats().allSatisfy(scale.range.contains) else { return true }
            } else if fixed[root(of: other.index)] != scale {
                return true
            }
        }
        if case .pad(let pad) = node.op { return !scale.range.contains(pad.value) }
        return false
    }
}

extension Graph {
    /// The float32 values, constants aside, that int8 operators or the outside world make or read, ascending.
    fileprivate func activations(outside islands: FloatIslands) -> [ValueID] {
        var isNeeded = Array(repeating: false, count: values.count)
        for (index, node) in nodes.enumerated() where !islands.contains(index) {
            for value in node.inputs + node.outputs { isNeeded[value.index] = true }
        }
        for port in inputs + outputs { isNeeded[port.value.index] = true }
        return values.indices.filter { isNeeded[$0] && !values[$0].isConstant && values[$0].type == .float32 }
            .map(ValueID.init)
    }
}
