/// What the engine cannot do yet. Each entry goes when its kernels come.
enum Pending {
    static let operators: Set<String> = ["DIV", "REDUCE_PROD"]
    static let networks: Set<String> = []
    static let refusals: Set<String> = []
}
