//! What a bench asked of the database, shown with `BENCH_PROFILE=1`.

use std::collections::BTreeMap;

use metrics_exporter_prometheus::PrometheusHandle;

/// How often each statement was run, and nanoseconds waited for it.
pub(crate) type Asked = BTreeMap<String, [f64; 2]>;

/// What was asked so far.
pub(crate) fn asked(metrics: &PrometheusHandle) -> Asked {
    let mut asked = Asked::new();
    for line in metrics.render().lines() {
        let place = match line.split_once('{') {
            Some(("db_statements_total", _)) => 0,
            Some(("db_statement_nanoseconds_total", _)) => 1,
            _ => continue,
        };
        let (label, number) = line.rsplit_once(' ').unwrap();
        let name = label.split('"').nth(1).unwrap().to_owned();
        asked.entry(name).or_default()[place] = number.parse().unwrap();
    }
    asked
}

/// Shows what was asked since, the most time first, for each of `units` of work.
pub(crate) fn print(metrics: &PrometheusHandle, before: &Asked, units: usize) {
    if std::env::var_os("BENCH_PROFILE").is_none() {
        return;
    }
    let mut rows: Vec<(String, [f64; 2])> = asked(metrics)
        .into_iter()
        .map(|(name, now)| {
            let before = before.get(&name).copied().unwrap_or_default();
            (name, [now[0] - before[0], now[1] - before[1]])
        })
        .filter(|(_, [times, _])| *times > 0.0)
        .collect();
    rows.sort_by(|one, other| other.1[1].total_cmp(&one.1[1]));
    for (name, [times, nanoseconds]) in rows {
        println!(
            "{name:<60} {:>8.3} times, {:>8.1} µs each, {:>8.1} µs a unit",
            times / units as f64,
            nanoseconds / times / 1e3,
            nanoseconds / units as f64 / 1e3,
        );
    }
}
