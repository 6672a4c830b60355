/// A pattern for names, as shells have it: `*` for any characters, `?` for one, `[a-c]` and `[!a-c]` for one of some.
package struct GlobPattern: Sendable {
    private enum Element {
        case literal(Character)
        case any
        case anyRun
        case oneOf([ClosedRange<Character>], isNegated: Bool)
    }

    /// The pattern as it was given.
    package let text: String
    private let elements: [Element]

    package init(_ text: String) {
        self.text = text
        var elements: [Element] = []
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "*": elements.append(.anyRun)
            case "?": elements.append(.any)
            case "\\": elements.append(.literal(rest.popFirst() ?? "\\"))
            case "[":
                if let (element, end) = Self.bracket(rest) {
                    elements.append(element)
                    rest = rest[end...]
                } else {
                    elements.append(.literal("["))
                }
            default: elements.append(.literal(character))
            }
        }
        self.elements = elements
    }

    /// The bracket expression that begins with `rest`, and where it ends; nil where it does not end.
    private static func bracket(_ rest: Substring) -> (Element, Substring.Index)? {
        var body = rest
        let isNegated = body.first == "!" || body.first == "^"
        if isNegated { body.removeFirst() }
        var ranges: [ClosedRange<Character>] = []
        while let first = body.popFirst() {
            if first == "]" && !ranges.isEmpty { return (.oneOf(ranges, isNegated: isNegated), body.startIndex) }
            var last = first
            if body.first == "-", let end = body.dropFirst().first, end != "]" {
                body.removeFirst(2)
                last = end
            }
            ranges.append(min(first, last)...max(first, last))
        }
        return nil
    }

    /// Whether the whole of `name` matches. Takes time proportional to the product of the lengths at most.
    package func matches(_ name: String) -> Bool {
        let characters = Array(name)
        var (place, element) = (0, 0)
        var retry: (place: Int, element: Int)?
        while place < characters.count {
            if element < elements.count, case .anyRun = elements[element] {
                element += 1
                retry = (place, element)
            } else if element < elements.count, Self.matches(elements[element], characters[place]) {
                place += 1
                element += 1
            } else if let last = retry {
                // The run takes one character more.
                retry = (last.place + 1, last.element)
                (place, element) = (last.place + 1, last.element)
            } else {
                return false
            }
        }
        return elements[element...].allSatisfy { if case .anyRun = $0 { true } else { false } }
    }

    private static func matches(_ element: Element, _ character: Character) -> Bool {
        switch element {
        case .literal(let literal): literal == character
        case .any, .anyRun: true
        case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
        }
    }
}
