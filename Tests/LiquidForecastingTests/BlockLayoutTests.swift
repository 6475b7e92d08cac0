import LiquidForecasting
import Testing

@Suite struct BlockLayoutTests {
    @Test(arguments: [1, 6, 12, 24, 96]) func `parts follow one another without overlap, aligned for vectors`(
        horizon: Int
    ) {
        let layout = BlockLayout(horizon: horizon)
        for (part, next) in zip(layout.parts, layout.parts.dropFirst()) {
            #expect(part.offset % 32 == 0)
            #expect(part.offset + part.byteCount <= next.offset)
        }
        #expect(layout.byteCount % 64 == 0)
        #expect(layout.parts.allSatisfy { $0.offset + $0.byteCount <= layout.byteCount })
    }
}
