import JSONFormat
import KerasImport
import Testing

@Suite struct PythonValueTests {
    @Test func `wrappers of Python's types are taken off`() throws {
        let text = """
            [{"class_name": "__tuple__", "items": [1, {"class_name": "__numpy__", "config": {"value": [2.5]}}]},
             {"type": "ndarray", "value": 3}]
            """
        let expected: JSONValue = .array([.array([.integer(1), .array([.number(2.5)])]), .integer(3)])
        #expect(try JSONParser.parse(text).unwrapped == expected)
    }
}
