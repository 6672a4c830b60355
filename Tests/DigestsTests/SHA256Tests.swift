import Digests
import Files
import Testing

@Suite struct SHA256Tests {
    /// Examples of FIPS 180-2, appendix B.
    @Test(arguments: [
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ])
    func `digests are those of the standard`(text: String, digest: String) throws {
        #expect(try SHA256.digest(of: Array(text.utf8)) == digest)
    }

    @Test func `a file that is not there is missing input`() {
        #expect(throws: FileError.self) { try SHA256.digest(ofFile: "/nowhere/nothing") }
    }
}
