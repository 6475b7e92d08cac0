struct ReportPage {
    let backtest: Backtest
    var html: String { "" }
}
