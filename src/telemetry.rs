//! Log format and level. Nothing else configures logging. Logs hold no address, token, form or
//! query of anybody.

use tracing_subscriber::EnvFilter;

/// Starts logging to standard error; `AFTERMATH_LOG` sets the level (`info`, `aftermath=debug`).
pub fn start() {
    let filter = EnvFilter::try_from_env("AFTERMATH_LOG");
    let filter = filter.unwrap_or_else(|_| EnvFilter::new("warn,aftermath=info"));
    let format = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start (in tests) keeps the first.
    let _ = format.with_target(false).try_init();
}
