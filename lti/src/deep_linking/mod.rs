//! Deep Linking 2.0 (DL): somebody chooses content, and the platform gets it.

mod settings;

pub use settings::Settings;
