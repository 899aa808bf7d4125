//! Puts together what accounts are watched with: every account that can be opened, and how each is.
//!
//! What an opening reads (the secret, certificates) is read before the terminal is taken for those that are opened at the start:
//! a command may ask for a passphrase. It is handed over once, and kept nowhere; each later opening reads it again.

use std::sync::{Arc, Mutex, PoisonError};

use super::client_secret::{self, COMMAND_TIMEOUT, NoSecret};
use super::journal;
use super::link::{Connecting, LinkSetup};
use super::poller::Pace;
use super::recorder::RecorderSetup;
use super::{AccountSetup, WatchSetup, ca_file, log};
use crate::account::Profile;
use crate::api::{Client, ExtraRoots, Settings};
use crate::domain::{Redactor, Secret};
use crate::options::{AccountOptions, GivenFile, OtherProfile, SecretSource, Target};

/// What `accounts`, which are opened at the start, and `others`, which can be opened later, are watched with. Asks for the
/// secrets of the former, one after the other; with several accounts `says` which one's command runs. How an account of the demo is
/// reached says `demo`.
///
/// # Errors
///
/// Why the first of the accounts cannot be opened, where none of them can; and a signal that came meanwhile.
pub fn watch(
    (accounts, others): (&[AccountOptions], &[OtherProfile]),
    log_troubles: Option<log::Troubles>,
    redactor: &Redactor,
    demo: impl Fn(&AccountOptions) -> Result<Connecting, String>,
    says: impl Fn(&str),
) -> Result<WatchSetup, NoSecret> {
    let (setup, failures) = watch_any((accounts, others), log_troubles, redactor, demo, says)?;
    let is_none_open = failures.len() == setup.opened;
    failures.into_iter().next().filter(|_| is_none_open).map_or(Ok(setup), Err)
}

/// The same, also where none of the accounts can be opened: each is told of by its link. With it why.
///
/// # Errors
///
/// A signal came meanwhile.
pub fn watch_any(
    (accounts, others): (&[AccountOptions], &[OtherProfile]),
    log_troubles: Option<log::Troubles>,
    redactor: &Redactor,
    demo: impl Fn(&AccountOptions) -> Result<Connecting, String>,
    says: impl Fn(&str),
) -> Result<(WatchSetup, Vec<NoSecret>), NoSecret> {
    let (mut warnings, mut failures, mut setups) = (Vec::new(), Vec::new(), Vec::new());
    for options in accounts {
        let connect = match ControlPlane::of(options, redactor) {
            None => demo(options)?,
            Some(control_plane) => {
                // It may ask for a passphrase, or take its time: whose it is.
                if accounts.len() > 1 && matches!(control_plane.client_secret, SecretSource::Command { .. }) {
                    says(&format!("Reading the secret of {}.", Profile::from(options).label()));
                }
                let read = control_plane.read_at_start();
                if let Ok(Material { extra_roots: Some(roots), .. }) = &read {
                    warnings.extend(certificates_left_out(roots).map(|warning| (options, warning)));
                }
                let read = match read {
                    Err(NoSecret::Signal(number)) => return Err(NoSecret::Signal(number)),
                    read => read,
                };
                failures.extend(read.as_ref().err().cloned());
                control_plane.connecting(Some(read.map_err(NoSecret::line)))
            }
        };
        setups.push(setup(options, connect));
    }
    for other in others {
        setups.push(match &other.account {
            Ok(options) => {
                let connect = ControlPlane::of(options, redactor).map(|control_plane| control_plane.connecting(None));
                setup(options, connect.map_or_else(|| demo(options), Ok)?)
            }
            Err(refusal) => refused(other, refusal.to_string()),
        });
    }
    let readable = || accounts.iter().chain(others.iter().filter_map(|other| other.account.as_ref().ok()));
    let named = |(options, warning): (&AccountOptions, String)| match accounts {
        [_] => warning,
        _ => format!("{}: {warning}", Profile::from(options).label()),
    };
    let setup = WatchSetup {
        accounts: setups,
        opened: accounts.len(),
        journal: readable().collect(),
        history: RecorderSetup::of(accounts, others),
        warnings: warnings.into_iter().map(named).collect(),
        log_troubles,
    };
    Ok((setup, failures))
}

fn setup(options: &AccountOptions, connect: Connecting) -> AccountSetup {
    let pace =
        Pace { refresh: options.refresh, requests_per_minute: options.rate_limit_per_minute, for_view_per_minute: 0 };
    let journal = (!options.read_only).then(|| Arc::new(journal::Account::from(options)));
    AccountSetup { profile: Arc::new(options.into()), link: LinkSetup { connect, pace, journal } }
}

/// A profile that cannot be read: each opening is refused with the same line.
fn refused(other: &OtherProfile, refusal: String) -> AccountSetup {
    let connect: Connecting = Arc::new(move || {
        let refusal = anyhow::Error::msg(refusal.clone());
        Box::pin(async { Err(refusal) })
    });
    let profile = Profile::from(other);
    let pace = Pace { refresh: profile.refresh, requests_per_minute: 1, for_view_per_minute: 0 };
    AccountSetup { profile: Arc::new(profile), link: LinkSetup { connect, pace, journal: None } }
}

fn certificates_left_out(roots: &ExtraRoots) -> impl Iterator<Item = String> {
    roots.faults().iter().map(|fault| format!("In --ca-file, {fault} and was left out. The others are used."))
}

/// How an account of a control plane is opened. It holds nothing secret but what the environment held.
struct ControlPlane {
    /// Without the secret and the certificates.
    settings: Settings,
    client_secret: SecretSource,
    ca_file: Option<GivenFile>,
    is_read_only: bool,
}

/// What is read for each opening, and used once.
struct Material {
    extra_roots: Option<ExtraRoots>,
    secret: Secret,
}

impl ControlPlane {
    /// `None` for the demo.
    fn of(options: &AccountOptions, redactor: &Redactor) -> Option<Arc<Self>> {
        let Target::ControlPlane { api, token, audience, client_id, client_secret } = &options.target else {
            return None;
        };
        let nothing = Secret::new(String::new());
        let mut settings = Settings::new(api.clone(), token.clone(), client_id.clone(), nothing);
        settings.redactor = redactor.clone();
        settings.audience.clone_from(audience);
        settings.rate_limit_per_minute = options.rate_limit_per_minute;
        settings.account_id = options.account_id.clone().filter(|_| options.send_account_id);
        settings.connectivity_path.clone_from(&options.connectivity_path);
        settings.proxy = options.proxy.clone();
        let (client_secret, ca_file) = (client_secret.clone(), options.ca_file.clone());
        Some(Arc::new(Self { settings, client_secret, ca_file, is_read_only: options.read_only }))
    }

    /// Opens it with what was read already, the first time, and then with what is read again.
    fn connecting(self: Arc<Self>, read: Option<Result<Material, String>>) -> Connecting {
        let handed_over = Mutex::new(read);
        Arc::new(move || {
            let read = handed_over.lock().unwrap_or_else(PoisonError::into_inner).take();
            let control_plane = Arc::clone(&self);
            Box::pin(async move {
                let read = match read {
                    Some(read) => read,
                    None => control_plane.read_again().await.map_err(NoSecret::line),
                };
                control_plane.client(read.map_err(anyhow::Error::msg)?).await
            })
        })
    }

    fn read_at_start(&self) -> Result<Material, NoSecret> {
        let extra_roots = self.ca_file.as_ref().map(ca_file::read).transpose()?;
        // Last: a command may ask for a passphrase, and that for nothing if something else is wrong.
        let secret = client_secret::obtain(&self.client_secret, COMMAND_TIMEOUT)?;
        Ok(Material { extra_roots, secret })
    }

    /// The same with the terminal left alone, off the loop.
    async fn read_again(&self) -> Result<Material, NoSecret> {
        let extra_roots = match self.ca_file.clone() {
            Some(file) => {
                let read = tokio::task::spawn_blocking(move || ca_file::read(&file));
                Some(read.await.map_err(|error| error.to_string())??)
            }
            None => None,
        };
        for warning in extra_roots.iter().flat_map(certificates_left_out) {
            tracing::warn!("{warning}");
        }
        let secret = client_secret::obtain_without_terminal(&self.client_secret, COMMAND_TIMEOUT).await?;
        Ok(Material { extra_roots, secret })
    }

    async fn client(&self, material: Material) -> anyhow::Result<Client> {
        let mut settings = self.settings.clone();
        settings.client_secret = material.secret;
        settings.extra_roots = material.extra_roots;
        let is_read_only = self.is_read_only;
        // Reads the system's certificates, which takes some ten milliseconds.
        Ok(tokio::task::spawn_blocking(move || Client::new(settings, is_read_only)).await??)
    }
}
