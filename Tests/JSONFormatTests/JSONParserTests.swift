import JSONFormat
import Testing

@Suite struct JSONParserTests {
    @Test func `values are what Python wrote`() throws {
        let text = """
            {"null": null, "flags": [true, false], "numbers": [0, -7, 1.5, 1e-3, 2E+2, 12345678901234567168, 123456789012345683968],
             "odd": [NaN, Infinity, -Infinity], "empty": [{}, [], ""], "text": "a\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00é"}
            """
        let value = try JSONParser.parse(text)
        #expect(value["null"] == .null)
        #expect(value["flags"] == .array([.bool(true), .bool(false)]))
        let numbers: [JSONValue] = [
            .integer(0), .integer(-7), .number(1.5), .number(1e-3), .number(200),
            .largeInteger(12_345_678_901_234_567_168), .number(123_456_789_012_345_683_968),
        ]
        #expect(value["numbers"] == .array(numbers))
        let odd = value["odd"]?.array?.compactMap(\.number) ?? []
        try #require(odd.count == 3)
        #expect(odd[0].isNaN && odd[1] == .infinity && odd[2] == -.infinity)
        #expect(value["empty"] == .array([.object(JSONObject()), .array([]), .string("")]))
        #expect(value["text"] == .string("a\"\\/\u{8}\u{c}\n\r\té😀é"))
    }

    @Test func `integers are given without loss where they fit`() {
        #expect(JSONValue.integer(7).unsignedInteger == 7)
        #expect(JSONValue.number(7).unsignedInteger == 7)
        #expect(JSONValue.integer(-7).unsignedInteger == nil)
        #expect(JSONValue.largeInteger(.max).unsignedInteger == .max)
        #expect(JSONValue.largeInteger(.max).integer == nil)
        #expect(JSONValue.largeInteger(1 << 63).number == 0x1p63)
    }

    @Test(arguments: [
        ("", 0), ("  ", 2), ("{", 1), ("[1,", 3), ("[1 2]", 3), ("{\"a\" 1}", 5), ("{1: 2}", 1), ("nul", 0), ("1 2", 2),
        ("\"abc", 4), ("\"\\x\"", 3), ("\"\\u12g4\"", 3), ("1.2.3", 0), ("-", 0), ("[1]]", 3), ("{\"a\": 1,}", 8),
    ])
    func `what is no JSON is refused where it goes wrong`(text: String, offset: Int) {
        #expect { try JSONParser.parse(text) } throws: { error in (error as? JSONParser.Failure)?.offset == offset }
    }

    @Test func `every prefix of a text is refused`() {
        let text = #"{"a": [1, -2.5e3, "b\n\u00e9"], "c": {"d": null, "e": true}}"#
        for length in 0..<text.utf8.count {
            #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(String(text.prefix(length))) }
        }
    }

    @Test func `the last of several members of one name counts`() throws {
        #expect(try JSONParser.parse(#"{"a": 1, "a": 2}"#)["a"] == .integer(2))
    }
}
