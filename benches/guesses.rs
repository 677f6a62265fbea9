//! Whoever guesses credentials learns nothing: not by the time an answer takes, and not by trying on.
//!
//! `cargo bench --bench guesses`

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

mod support;

use std::time::{Duration, Instant};

use coachlight::telemetry;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use reqwest::StatusCode;

use support::{Gateway, gateway};

/// Guesses of one kind of which the time is taken.
const GUESSES: usize = 500_000;
/// The slowest twentieth is left out: it tells of the machine's other work.
const LEFT_OUT: usize = 20;

/// What is guessed at.
#[derive(Clone, Copy, PartialEq)]
enum Guess {
    /// A wrong secret of a key that there is.
    Secret,
    /// A key that there is not.
    Key,
}

struct Guesser {
    client: reqwest::Client,
    url: String,
    known: String,
    unknown: String,
}

impl Guesser {
    fn new(gateway: &Gateway) -> Self {
        Self {
            client: reqwest::Client::builder().build().unwrap(),
            url: format!("{}xapi/statements", gateway.running.app.base_url),
            known: gateway.key.clone(),
            unknown: "0".repeat(gateway.key.len()),
        }
    }

    async fn ask(&self, key: &str, secret: &str) -> (StatusCode, Duration) {
        let request = self
            .client
            .get(&self.url)
            .query(&[("limit", "1")])
            .basic_auth(key, Some(secret))
            .header("X-Experience-API-Version", "2.0.0")
            .build()
            .unwrap();
        let start = Instant::now();
        let answer = self.client.execute(request).await.unwrap();
        let took = start.elapsed();
        let status = answer.status();
        answer.bytes().await.unwrap();
        (status, took)
    }

    async fn guess(&self, what: Guess, random: &mut StdRng) -> (StatusCode, Duration) {
        let secret = format!("{:064x}", random.random::<u128>());
        let key = match what {
            Guess::Secret => &self.known,
            Guess::Key => &self.unknown,
        };
        self.ask(key, &secret).await
    }
}

/// Mean and variance of the mean of what is kept, in nanoseconds.
fn mean(times: &mut [f64]) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let kept = &times[..times.len() - times.len() / LEFT_OUT];
    let count = kept.len() as f64;
    let mean = kept.iter().sum::<f64>() / count;
    let variance = kept.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, variance / count)
}

async fn run(gateway: &Gateway) {
    let guesser = Guesser::new(gateway);
    let mut random = StdRng::seed_from_u64(8);
    let mut times = [Vec::new(), Vec::new()];
    let (mut refused, mut good, mut slowest) = (0_usize, 0_usize, Duration::ZERO);
    let kinds = [Guess::Secret, Guess::Key];
    while times.iter().any(|list| list.len() < GUESSES) {
        let what = *kinds.choose(&mut random).unwrap();
        let (status, took) = guesser.guess(what, &mut random).await;
        assert!(matches!(status.as_u16(), 401 | 429), "{status}");
        refused += usize::from(status == StatusCode::TOO_MANY_REQUESTS);
        times[what as usize].push(took.as_nanos() as f64);
        if random.random_bool(0.001) {
            let (status, took) = guesser.ask(&gateway.key, &gateway.secret).await;
            assert_eq!(status, 200, "who knows the secret is locked out");
            good += 1;
            slowest = slowest.max(took);
        }
    }
    let total: usize = times.iter().map(Vec::len).sum();
    let [(secret, one), (key, other)] = times.each_mut().map(|list| mean(list));
    println!("guesses: {total}, refused with 429: {refused}");
    println!("good requests in between: {good}, all answered, the slowest in {slowest:?}");
    println!(
        "mean time: wrong secret {secret:.0} ns, unknown key {key:.0} ns, t = {:.2} (|t| < 4.5 tells nothing)",
        (secret - key) / (one + other).sqrt()
    );
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let metrics = telemetry::start_metrics().unwrap();
    runtime.block_on(async {
        let gateway = gateway(None, None, &metrics).await;
        run(&gateway).await;
        gateway.running.stop().await;
    });
}
