//! How large a made-up organisation is.

/// Size of a made-up organisation.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Size {
    /// Learners of the made-up organisation
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(5..=100_000))]
    pub(super) people: u32,
    /// Months of history, of 30 days each
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(i64).range(1..=120))]
    months: i64,
}

impl Size {
    /// Days of history.
    pub(super) const fn days(self) -> i64 {
        self.months * 30
    }
}
