/// The report's style sheet: light or dark as the reader's system is, readable at 400 and at 1200 pixels.
enum ReportStyle {
    /// Curves are told apart by these, in this order.
    static let curves = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]
    /// Shades from the narrowest band's to the widest's, 0…`lastShade`.
    static let lastShade = 7

    /// The shade of a level, by its place among at most eight, narrowest first.
    static func shade(_ place: Int, of count: Int) -> String {
        "shade\(count > 1 ? (place * lastShade + (count - 1) / 2) / (count - 1) : 0)"
    }

    static var css: String { ([fixed] + curves.map(curve) + (0...lastShade).map(shade)).joined(separator: "\n") }

    private static func curve(_ name: String) -> String {
        ".curve.\(name) { stroke: var(--\(name)); } .dot.\(name), .key.k-\(name) { fill: var(--\(name)); background: var(--\(name)); }"
    }

    private static func shade(_ number: Int) -> String {
        let share = 100 * number / lastShade
        func mixed(_ name: String) -> String {
            "color-mix(in srgb, var(--\(name)outer) \(share)%, var(--\(name)inner))"
        }
        return """
            .band.shade\(number) { fill: \(mixed("")); } .fan.shade\(number) { fill: \(mixed("fan")); }
            .key.k-shade\(number) { background: \(mixed("")); }
            """
    }

    private static let fixed = """
        :root { color-scheme: light dark; --page: #fbfbf9; --card: #ffffff; --ink: #1d2327; --muted: #5c666d;
          --rule: #d9dde0; --actual: #1d2327; --forecast: #0b6fb8; --inner: #8cc0e6; --outer: #cfe4f4;
          --faninner: #f0b27a; --fanouter: #f9dfc5; --fan: #b65c0c; --good: #1a7f4b; --bad: #b3261e;
          --first: var(--forecast); --second: #7b4fb5; --third: #b65c0c; --fourth: #1a7f4b; --fifth: #b3261e;
          --sixth: #5f7482; --seventh: #a8327d; --eighth: #7a6a00; }
        @media (prefers-color-scheme: dark) { :root { --page: #14181b; --card: #1c2226; --ink: #e7ebee; --muted: #9aa6ae;
          --rule: #343d43; --actual: #f2f4f5; --forecast: #5bb0ee; --inner: #2f6893; --outer: #20405a;
          --faninner: #8f5a22; --fanouter: #4d3518; --fan: #f0a35a; --good: #5cc98d; --bad: #f2827a;
          --second: #b794ea; --third: #f0a35a; --fourth: #5cc98d; --fifth: #f2827a; --sixth: #a3b3bf;
          --seventh: #e58ac4; --eighth: #d3c24a; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
        main { max-width: 1100px; margin: 0 auto; padding: 28px 16px 48px; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
        h2 { font-size: 1.2rem; margin: 36px 0 4px; }
        h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; } h3.above { margin-top: 18px; }
        p { margin: 6px 0; max-width: 75ch; } .muted { color: var(--muted); overflow-wrap: anywhere; }
        .lead { font-size: 1.1rem; margin-top: 14px; }
        .card { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 14px 14px 8px;
          margin-top: 14px; min-width: 0; }
        .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 14px; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 14px; margin-top: 16px; }
        .tile { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 10px 14px; }
        .tile b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .tile span { color: var(--muted); font-size: .85rem; }
        .good { color: var(--good); } .bad { color: var(--bad); }
        svg { display: block; width: 100%; height: auto; margin-top: 6px; } svg.narrow { display: none; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 6px 0 0; padding: 0;
          font-size: .85rem; color: var(--muted); }
        .key { display: inline-block; width: 18px; height: 10px; margin-right: 6px; border-radius: 2px; }
        .key.line { height: 3px; vertical-align: middle; } .key.dash { height: 0; vertical-align: middle;
          border-top: 2px dashed var(--muted); border-radius: 0; }
        .label { font-size: 12px; fill: var(--muted); } .end { text-anchor: end; } .middle { text-anchor: middle; }
        .grid { stroke: var(--rule); stroke-width: 1; } .axis { stroke: var(--muted); stroke-width: 1; }
        .now { stroke: var(--muted); stroke-width: 1; stroke-dasharray: 2 3; }
        .nominal { stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 6 4; }
        path { fill: none; stroke-linejoin: round; stroke-linecap: round; }
        .mean { stroke: var(--forecast); stroke-width: 1.3; } .fanline { stroke: var(--fan); stroke-width: 1.6; }
        .actual { stroke: var(--actual); stroke-width: 1.3; } .actualdot { fill: var(--actual); }
        .curve { stroke-width: 2; } .key.k-actual { background: var(--actual); }
        .key.k-mean { background: var(--forecast); } .key.k-fan { background: var(--fan); }
        .scroll { overflow-x: auto; margin-top: 10px; }
        table { border-collapse: collapse; font-size: .9rem; min-width: 100%; }
        th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--rule); white-space: nowrap; }
        th { color: var(--muted); font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; }
        td:last-child, th:last-child { padding-right: 0; }
        @media (max-width: 700px) { .pair { grid-template-columns: minmax(0, 1fr); gap: 0; }
          svg.wide { display: none; } svg.narrow { display: block; } main { padding-top: 18px; }
          h1 { font-size: 1.35rem; } .tiles { grid-template-columns: 1fr 1fr; gap: 10px; } .card { padding: 12px 10px 8px; } }
        @media print { .card, .tile { break-inside: avoid; } }
        """
}
