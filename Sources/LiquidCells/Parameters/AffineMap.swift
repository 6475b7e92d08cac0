/// y = W·x + b, where each row of W may see some of x only.
struct AffineMap: Sendable {
    /// One number of W that is used, and the number of x that it is multiplied with.
    private struct Connection: Sendable {
        let weight: Int
        let source: Int
    }

    private let rows: Int
    private let columns: Int
    private let weight: Int
    private let bias: Int?
    /// Row by row; nil where every row sees all of x.
    private let connections: [[Connection]]?

    /// Every row sees all.
    ///
    /// - Parameter hasBias: without, the map is linear.
    init(_ name: String, _ columns: Int, to rows: Int, hasBias: Bool = true, in layout: inout ParameterLayout) {
        self.init(name, columns, to: rows, hasBias: hasBias, connections: nil, in: &layout)
    }

    /// A row sees what its mask says; W's numbers elsewhere are there and mean nothing.
    ///
    /// - Parameter mask: `rows`·`columns`, row by row.
    init(_ name: String, _ columns: Int, to rows: Int, mask: [Bool], in layout: inout ParameterLayout) {
        let connections = (0..<rows).map { row in
            (0..<columns).filter { mask[row * columns + $0] }
                .map { Connection(weight: row * columns + $0, source: $0) }
        }
        self.init(name, columns, to: rows, hasBias: true, connections: connections, in: &layout)
    }

    /// x are inputs and then one state for each row: a row sees all the inputs and its own state, which W's last column
    /// is for.
    init(_ name: String, inputs: Int, elementwise rows: Int, in layout: inout ParameterLayout) {
        let columns = inputs + 1
        let connections = (0..<rows).map { row in
            (0..<inputs).map { Connection(weight: row * columns + $0, source: $0) }
                + [Connection(weight: row * columns + inputs, source: inputs + row)]
        }
        self.init(name, columns, to: rows, hasBias: true, connections: connections, in: &layout)
    }

    private init(
        _ name: String, _ columns: Int, to rows: Int, hasBias: Bool, connections: [[Connection]]?,
        in layout: inout ParameterLayout
    ) {
        self.rows = rows
        self.columns = columns
        self.connections = connections
        weight = layout.add("\(name).weight", [rows, columns], .glorot(columns, rows))
        let bound = 1 / Double(max(1, columns)).squareRoot()
        bias = hasBias ? layout.add("\(name).bias", [rows], .uniform(-bound, bound)) : nil
    }

    /// y = W·x + b.
    func apply<Scalar: CellScalar>(
        _ parameters: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>
    ) {
        y.update(repeating: 0, count: rows)
        add(parameters, x, to: y)
    }

    /// y = y + W·x + b.
    func add<Scalar: CellScalar>(
        _ parameters: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>
    ) {
        let weights = parameters + weight
        for row in 0..<rows {
            var sum: Scalar = 0
            if let connections {
                for connection in connections[row] { sum += weights[connection.weight] * x[connection.source] }
            } else {
                let row = weights + row * columns
                for column in 0..<columns { sum += row[column] * x[column] }
            }
            if let bias { sum += parameters[bias + row] }
            y[row] += sum
        }
    }

    /// - Parameters:
    ///   - slope: the loss's derivative by y.
    ///   - input: that by x; added to.
    ///   - gradient: that by the parameters; added to.
    func backpropagate<Scalar: CellScalar>(
        _ parameters: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, slope: UnsafePointer<Scalar>,
        input: UnsafeMutablePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>
    ) {
        let (weights, slopes) = (parameters + weight, gradient + weight)
        for row in 0..<rows {
            let slope = slope[row]
            if let bias { gradient[bias + row] += slope }
            if let connections {
                for connection in connections[row] {
                    slopes[connection.weight] += slope * x[connection.source]
                    input[connection.source] += slope * weights[connection.weight]
                }
            } else {
                let first = row * columns
                for column in 0..<columns {
                    slopes[first + column] += slope * x[column]
                    input[column] += slope * weights[first + column]
                }
            }
        }
    }
}
