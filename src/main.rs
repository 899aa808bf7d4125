//! trackside: the composition root.
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use trackside::api::{BaseUrl, ControlPlane, Settings};
use trackside::demo::{self, Demo};
use trackside::domain::Secret;
use trackside::runtime::{self, Setup, poller::Pace};
use trackside::ui::{Symbols, Theme, ThemeName};
fn main() {
    let held: Arc<OnceLock<Demo>> = Arc::default();
    let runners = std::env::var("N").ok().and_then(|n| n.parse().ok());
    let setup = Setup {
        setting: trackside::app::Setting {
            place: "demo".into(),
            read_only: false,
            refresh: Duration::from_secs(10),
            theme: Theme::new(ThemeName::Ansi, &Symbols::UNICODE),
            zone: jiff::tz::TimeZone::system(),
        },
        pace: Pace { refresh: Duration::from_secs(10), requests_per_minute: 60_000 },
        connect: Box::new(move || {
            let held = held.clone();
            Box::pin(async move {
                let demo = Demo::start(demo::Settings { runners, ..Default::default() }).await?;
                let api = BaseUrl::parse(&demo.api_url()).map_err(anyhow::Error::msg)?;
                let token = BaseUrl::parse(&demo.token_url()).map_err(anyhow::Error::msg)?;
                let mut s =
                    Settings::new(api, token, demo.client_id().into(), Secret::new(demo.client_secret().into()));
                s.rate_limit_per_minute = 60_000;
                let cp = ControlPlane::new(s)?;
                let _ = held.set(demo);
                Ok(Arc::new(cp))
            })
        }),
    };
    match runtime::run(setup) {
        runtime::Ending::Failed(e) => {
            eprintln!("{e:#}");
            std::process::exit(1)
        }
        _ => {}
    }
}
