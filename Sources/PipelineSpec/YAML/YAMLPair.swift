/// A key of a mapping, with its value. A tuple in its place makes the compiler see a circle where a file is compiled alone.
struct YAMLPair {
    let key: YAMLNode
    let value: YAMLNode
}
