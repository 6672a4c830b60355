import ModelIR

/// Finds out which layers of two models are the same: by name, then by shape and order.
struct LayerMatcher {
    private var a: ComparedPair.Side
    private var b: ComparedPair.Side
    /// By place in `a`, the place in `b`.
    private var partners: [Int: (place: Int, rule: LayerMatch.Rule)] = [:]
    /// By name of a layer of one model, the place of the other's layer whose name tells of it.
    private var mentionsOfA: [String: Int] = [:]
    private var mentionsOfB: [String: Int] = [:]

    /// The pair with the layers of each model that are parts of one Keras layer joined, and what became of each layer:
    /// in the order of the first model, what only the second one has behind what it follows there.
    static func match(_ pair: ComparedPair) -> (pair: ComparedPair, matches: [LayerMatch]) {
        var matcher = LayerMatcher(pair)
        matcher.joinParts()
        matcher.matchNames()
        matcher.joinFollowers()
        matcher.matchShapes()
        var pair = pair
        pair.a = matcher.a
        pair.b = matcher.b
        return (pair, matcher.matches())
    }

    private init(_ pair: ComparedPair) {
        a = pair.a
        b = pair.b
    }

    // MARK: - Names

    /// Gives layers that TensorFlow's converter named the names that the other model has.
    private mutating func joinParts() {
        a.joinConversions(like: b)
        b.joinConversions(like: a)
        mentionsOfA = b.joinParts(by: a)
        mentionsOfB = a.joinParts(by: b)
    }

    private mutating func matchNames() {
        let places = b.places
        for (place, layer) in a.layers.enumerated() {
            guard let other = places[layer.key] else { continue }
            partners[place] = (other, .name)
        }
    }

    /// Joins to matched layers those behind them that the other model counts as a part of the layer: a SOFTMAX that is
    /// named after the output of the whole model, for example.
    private mutating func joinFollowers() {
        let matched = partners
        for (place, partner) in matched {
            b.joinFollowers(of: partner.place, like: a, place, taken: Set(matched.values.map(\.place)))
            a.joinFollowers(of: place, like: b, partner.place, taken: Set(matched.keys))
        }
    }

    // MARK: - Shapes

    private mutating func matchShapes() {
        let taken = Set(partners.values.map(\.place))
        let restOfA = a.layers.indices.filter { partners[$0] == nil && !a.layers[$0].nodes.isEmpty }
        let restOfB = b.layers.indices.filter { !taken.contains($0) && !b.layers[$0].nodes.isEmpty }
        let pairs = Alignment.pairs(restOfA.map { a.signature($0) }, restOfB.map { b.signature($0) })
        for pair in pairs { partners[restOfA[pair.a]] = (restOfB[pair.b], .shape) }
    }

    // MARK: - Result

    private func matches() -> [LayerMatch] {
        var partnersOfB: [Int: Int] = [:]
        for (place, partner) in partners { partnersOfB[partner.place] = place }
        let fatesOfA = LayerFates(
            of: a, in: b, partners: partners.mapValues(\.place), mentions: mentionsOfA)
        let fatesOfB = LayerFates(of: b, in: a, partners: partnersOfB, mentions: mentionsOfB)
        var rest = b.layers.indices.filter { !b.layers[$0].isJoined }[...]
        var matches: [LayerMatch] = []
        func addThose(before end: Int) {
            while let place = rest.first, place < end {
                rest.removeFirst()
                guard partnersOfB[place] == nil else { continue }
                let fate = fatesOfB.fate(of: place)
                matches.append(LayerMatch(b: place, status: fate?.status ?? .added, into: fate?.into))
            }
        }
        for place in a.layers.indices where !a.layers[place].isJoined {
            if let partner = partners[place] {
                addThose(before: partner.place)
                matches.append(LayerMatch(a: place, b: partner.place, status: .matched, rule: partner.rule))
            } else {
                let fate = fatesOfA.fate(of: place)
                matches.append(LayerMatch(a: place, status: fate?.status ?? .missing, into: fate?.into))
            }
        }
        addThose(before: .max)
        return matches
    }
}

/// What tells layers apart where names do not.
private struct LayerSignature: Hashable {
    let operators: [String]
    let output: [Int]
    let weights: [[Int]]
}

extension ComparedPair.Side {
    /// Layers by the names under which they are matched.
    fileprivate var places: [String: Int] {
        var places: [String: Int] = [:]
        for (place, layer) in layers.enumerated() where !layer.isJoined && places[layer.key] == nil {
            places[layer.key] = place
        }
        return places
    }

    /// Joins layers whose names tell of the same layer of `other`.
    /// - Returns: for each layer of `other` that a name tells of besides, the place of the layer with the name.
    fileprivate mutating func joinParts(by other: ComparedPair.Side) -> [String: Int] {
        let names = LayerNames(other.layers.map(\.name))
        let hasNodes = Set(other.layers.filter { !$0.nodes.isEmpty }.map(\.name))
        let own = Set(layers.filter { !$0.isJoined }.map(\.key))
        var mentions: [String: Int] = [:]
        var joined: [String: Int] = [:]
        for place in layers.indices where !layers[place].isJoined && !names.contains(layers[place].key) {
            let mentioned = names.mentioned(in: layers[place].name)
            guard let name = mentioned.first(where: hasNodes.contains) ?? mentioned.first else { continue }
            let target = joined[name] ?? place
            for other in mentioned where other != name && mentions[other] == nil { mentions[other] = target }
            guard !own.contains(name) else { continue }
            if target != place {
                join(place, to: target)
            } else {
                joined[name] = place
                layers[place].key = name
            }
        }
        return mentions
    }

    /// Joins to the layers in front of them those that only turn their integers into numbers, and lets them have the names
    /// that `other` knows: the last layer of a quantized model is often named like its output without them.
    fileprivate mutating func joinConversions(like other: ComparedPair.Side) {
        guard !model.isKeras, let graph = model.stored else { return }
        let uses = graph.uses()
        let known = Set(other.layers.map(\.name))
        let places = places
        for node in graph.nodes {
            guard case .dequantize = node.op, let place = places[node.layer], layers[place].nodes.isEmpty,
                let producer = uses.producer(of: node.inputs[0]), let target = places[graph.nodes[producer].layer],
                target != place, !layers[place].isJoined, !layers[target].isJoined, !layers[target].nodes.isEmpty
            else { continue }
            if known.contains(node.layer), !known.contains(layers[target].name) { layers[target].key = node.layer }
            join(place, to: target)
        }
    }

    fileprivate mutating func join(_ place: Int, to target: Int) {
        layers[target].join(layers[place], in: real)
        layers[place].isJoined = true
        layers[place].nodes = []
    }

    /// Joins to a layer what reads its result alone and is a part of its counterpart in `other`.
    fileprivate mutating func joinFollowers(
        of place: Int, like other: ComparedPair.Side, _ counterpart: Int, taken: Set<Int>
    ) {
        guard let real else { return }
        var missing = other.operators(counterpart)
        for name in operators(place) {
            guard let index = missing.firstIndex(of: name) else { return }
            missing.remove(at: index)
        }
        for follower in layers.indices where !missing.isEmpty && follower != place && !taken.contains(follower) {
            let layer = layers[follower]
            guard !layer.isJoined, !layer.nodes.isEmpty else { continue }
            let made = Set(layers[place].outputs + layer.nodes.flatMap { real.nodes[$0].outputs })
            let readsOnlyThis = layer.nodes.allSatisfy { node in
                real.nodes[node].inputs.allSatisfy { real[$0].isConstant || made.contains($0) }
            }
            let names = operators(follower)
            guard readsOnlyThis, names.allSatisfy(missing.contains) else { continue }
            missing.removeAll(where: names.contains)
            join(follower, to: place)
        }
    }

    private func operators(_ place: Int) -> [String] {
        layers[place].nodes.compactMap { node in real?.nodes[node].op.name }
    }

    fileprivate func signature(_ place: Int) -> LayerSignature {
        guard let real else { return LayerSignature(operators: [], output: [], weights: []) }
        let nodes = layers[place].nodes.map { real.nodes[$0] }
        return LayerSignature(
            operators: nodes.map(\.op.name),
            output: layers[place].outputs.last.map { Array(real[$0].shape.dimensions.dropFirst()) } ?? [],
            weights: nodes.flatMap { node in
                node.inputs.filter { real[$0].isConstant }.map { real[$0].shape.dimensions }
            })
    }
}
