import BuildEngine

/// A drawing as SVG that needs no other file: columns from what is read to what is made.
///
/// Each box has its whole name as a tool tip, and shows what it is joined with by its place only;
/// there is no script in it, so that every viewer shows it.
struct GraphPicture {
    private let drawing: GraphDrawing
    private let layout: LayeredLayout
    private let labels: [String]
    /// Left edge and width of each column.
    private var columns: [(left: Double, width: Double)] = []

    private static let rowHeight = 22.0
    private static let boxHeight = 17.0
    private static let gap = 70.0
    private static let margin = 20.0
    private static let legendHeight = 34.0
    /// Of the 11-pixel sans-serif text, on average, rounded up.
    private static let letterWidth = 6.3
    private static let longestLabel = 44

    init(_ drawing: GraphDrawing) {
        self.drawing = drawing
        layout = LayeredLayout(nodeCount: drawing.nodes.count, edges: drawing.edges)
        labels = drawing.nodes.map { Self.label(of: $0) }
        var left = Self.margin
        for column in layout.columns {
            let longest = column.compactMap { layout.places[$0].node }.map { labels[$0].count }
                .max()
            let width = Double(longest ?? 0) * Self.letterWidth + 14
            columns.append((left, width))
            left += width + Self.gap
        }
    }

    /// Kind and name; of a long path, its end.
    private static func label(of node: GraphDrawing.Node) -> String {
        let room = longestLabel - node.kind.count - 2
        var name = node.label
        if name.count > room {
            // What stands before a path, as the target in `resolved:inputs/maps/a.yaml`, stays.
            let head = name.firstIndex(of: ":").map { String(name[...$0]) + " " } ?? ""
            name = head + "…" + name.suffix(max(8, room - head.count - 1))
        }
        if node.kind == "file" { return name }
        return node.label == node.kind ? node.kind : "\(node.kind)  \(name)"
    }

    var svg: String {
        let width = (columns.last.map { $0.left + $0.width } ?? 0) + Self.margin
        let height =
            layout.height * Self.rowHeight + Self.margin * 2 + Self.legendHeight
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(number(max(width, legendWidth)))" \
            height="\(number(height))" font-family="sans-serif" font-size="11">
            <title>\(escaped("pipeline: \(counted(drawing.nodes.count, "node"))"))</title>
            <style>
            rect { rx: 4; stroke-width: 1 }
            path { fill: none; stroke: #9a9a9a; stroke-opacity: .55 }
            g.n:hover rect { stroke: #000; stroke-width: 2 }
            path:hover { stroke: #1f6fc4; stroke-opacity: 1; stroke-width: 2 }
            </style>
            <rect width="100%" height="100%" fill="#fff" stroke="none"/>

            """
        text += legend
        for (edge, way) in zip(drawing.edges, layout.ways) { text += curve(edge, way) }
        for place in layout.places where place.node != nil { text += box(place) }
        return text + "</svg>\n"
    }

    private func left(_ place: LayeredLayout.Place) -> Double { columns[place.column].left }

    private func middle(_ place: LayeredLayout.Place) -> Double {
        Self.margin + Self.legendHeight + (place.row + 0.5) * Self.rowHeight
    }

    private func boxWidth(_ place: LayeredLayout.Place) -> Double {
        place.node.map { Double(labels[$0].count) * Self.letterWidth + 14 }
            ?? columns[place.column].width
    }

    private func box(_ place: LayeredLayout.Place) -> String {
        guard let index = place.node else { return "" }
        let node = drawing.nodes[index]
        let top = middle(place) - Self.boxHeight / 2
        let isPlain = node.state == .upToDate
        let title = isPlain ? node.name : "\(node.name) (\(node.state.rawValue))"
        return """
            <g class="n"><title>\(escaped(title))</title>\
            <rect x="\(number(left(place)))" y="\(number(top))" \
            width="\(number(boxWidth(place)))" height="\(number(Self.boxHeight))" \
            fill="\(GraphPalette.fill(of: node.kind))" \
            stroke="\(GraphPalette.line(of: node.state))"\
            \(isPlain ? "" : " stroke-width=\"2.5\"")/>\
            <text x="\(number(left(place) + 7))" y="\(number(middle(place) + 4))">\
            \(escaped(labels[index]))</text></g>

            """
    }

    /// An edge through its way points, from the right side of a box to the left side of the next.
    private func curve(_ edge: GraphDrawing.Edge, _ way: [Int]) -> String {
        guard let first = way.first else { return "" }
        let start = layout.places[first]
        var x = left(start) + boxWidth(start)
        var y = middle(start)
        var path = "M\(number(x)) \(number(y))"
        for step in way.dropFirst() {
            let place = layout.places[step]
            let (toX, toY) = (left(place), middle(place))
            let bend = max(20, (toX - x) / 2)
            path += "C\(number(x + bend)) \(number(y)) \(number(toX - bend)) \(number(toY)) "
            path += "\(number(toX)) \(number(toY))"
            (x, y) = (toX, toY)
            if place.node == nil {
                x += columns[place.column].width
                path += "L\(number(x)) \(number(y))"
            }
        }
        let title = "\(drawing.nodes[edge.from].name) → \(drawing.nodes[edge.to].name)"
        return "<path d=\"\(path)\"><title>\(escaped(title))</title></path>\n"
    }

    private var legendItems: [(text: String, fill: String, line: String)] {
        let kinds = Set(drawing.nodes.map(\.kind)).sorted().map {
            ($0, GraphPalette.fill(of: $0), GraphPalette.line(of: .upToDate))
        }
        let states = Set(drawing.nodes.map(\.state)).subtracting([.upToDate])
            .sorted { $0.rawValue < $1.rawValue }
            .map { ($0.rawValue, "#ffffff", GraphPalette.line(of: $0)) }
        return kinds + states
    }

    private var legendWidth: Double {
        legendItems.reduce(Self.margin * 2) { $0 + Double($1.text.count) * Self.letterWidth + 32 }
    }

    private var legend: String {
        var x = Self.margin
        var text = ""
        for item in legendItems {
            text += """
                <rect x="\(number(x))" y="14" width="12" height="12" fill="\(item.fill)" \
                stroke="\(item.line)"/><text x="\(number(x + 17))" y="24">\(escaped(item.text))</text>

                """
            x += Double(item.text.count) * Self.letterWidth + 32
        }
        return text
    }

    /// With at most one decimal.
    private func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let fraction = abs(tenths % 10)
        let sign = tenths < 0 ? "-" : ""
        return sign + String(abs(tenths) / 10) + (fraction == 0 ? "" : ".\(fraction)")
    }

    private func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: String(character)
            }
        }.joined()
    }
}
