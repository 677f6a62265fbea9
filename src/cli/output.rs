//! What commands print. Whoever reads it may have had enough (`| head`): then the command is over,
//! and nothing is wrong.

use std::fmt;
use std::io::{self, ErrorKind, Stdout, Write};
use std::process::exit;

/// Standard output.
pub(super) struct Standard(Stdout);

/// Standard output.
pub(super) fn standard() -> Standard {
    Standard(io::stdout())
}

impl Write for Standard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        unless_gone(self.0.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        unless_gone(self.0.flush())
    }
}

fn unless_gone<T>(outcome: io::Result<T>) -> io::Result<T> {
    if let Err(error) = &outcome
        && error.kind() == ErrorKind::BrokenPipe
    {
        exit(0);
    }
    outcome
}

/// Prints words; the command ends where they cannot be printed.
pub(super) fn print(words: fmt::Arguments<'_>) {
    let mut out = standard();
    if let Err(error) = out.write_fmt(words).and_then(|()| out.flush()) {
        eprintln!("coachlight: writing to standard output: {error}");
        exit(1);
    }
}

/// Prints a line, as `println!` does, but for whoever has gone.
macro_rules! say {
    () => { $crate::cli::output::print(format_args!("\n")) };
    ($($words:tt)+) => {
        $crate::cli::output::print(format_args!("{}\n", format_args!($($words)+)))
    };
}
pub(super) use say;
