//! `aftermath demo`: a made-up town, half judged, to try everything out.

use clap::Args;

use super::outcome::{Done, Trouble, bar, campaign, chance, open, say, tell, threads, vault};
use super::serve::{listen, run};
use crate::access::password;
use crate::clock::Clock;
use crate::config::{DataSettings, Demand, MailSettings, PASSWORD_EFFORT, ServerSettings};
use crate::demo::build::{SLUG, Wanted, build};
use crate::domain::role::Role;
use crate::journey::log::{By, COMMAND_LINE};
use crate::journey::team::TeamError;
use crate::journey::{account, look, team};
use crate::store::Store;

/// Serve a made-up town with simulated volunteers, to try everything out.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    server: ServerSettings,
    /// The same seed gives the same town, the same answers and the same exports
    #[arg(long, default_value_t = 2017)]
    seed: u64,
    /// Buildings of the town
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(1..=5000))]
    buildings: u16,
    /// Captures of the town
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u16).range(2..=400))]
    captures: u16,
}

impl Demo {
    /// Runs it until it is told to stop. Without `--data-dir` the town goes away afterwards.
    pub(crate) fn run(self, data: &DataSettings) -> Result<Done, Trouble> {
        let is_default = data.data_dir.as_os_str() == "data";
        let folder = std::env::temp_dir().join(format!("aftermath-demo-{}", std::process::id()));
        let data_dir = if is_default { folder } else { data.data_dir.clone() };
        // A town of an hour keeps its chips with it.
        let data = DataSettings { data_dir, database: data.database.clone(), chips: None };
        let done = self.serve(&data);
        if is_default {
            std::fs::remove_dir_all(&data.data_dir)?;
        }
        done
    }

    fn serve(&self, data: &DataSettings) -> Result<Done, Trouble> {
        let store = open(data)?;
        let (listener, origin) = listen(&self.server)?;
        if store.read(|db| look::any_campaign(db, SLUG)).is_err() {
            self.build(data, &store)?;
        } else {
            tell("the demo is there already and goes on where it was");
        }
        let mut passwords = Vec::new();
        for role in Role::ALL {
            passwords.push((role.as_str(), account_of(&store, role)?));
        }
        // Who tries it out for an hour needs no app for it.
        let server = ServerSettings { second_factor: Demand::Offered, ..self.server.clone() };
        run(data, store, Clock::System, (&server, &MailSettings::default()), listener, || {
            say("The demo serves. Its town is made up; its passwords hold until it is restarted.");
            say(format!("volunteer    {origin}/"));
            for (name, password) in passwords {
                say(format!("{name:<12} {origin}/sign-in  user {name}  password {password}"));
            }
        })
    }

    fn build(&self, data: &DataSettings, store: &Store) -> Result<(), Trouble> {
        let wanted = Wanted {
            seed: self.seed,
            buildings: usize::from(self.buildings),
            captures: usize::from(self.captures),
            threads: threads(),
        };
        tell("painting the made-up town; this takes a minute or so");
        let bar = bar(0, "painting captures");
        let town = data.folder().join("town");
        build(store, &vault(data)?, &town, wanted, &|what, done, all| {
            bar.set_message(what);
            bar.set_length(all);
            bar.set_position(done);
        })?;
        bar.finish_and_clear();
        Ok(())
    }
}

/// An account of a role in the town, with a new password, which is said once.
fn account_of(store: &Store, role: Role) -> Result<String, Trouble> {
    let mut rng = chance();
    let secret = password::invent(&mut rng);
    let hash = password::hash(&secret, PASSWORD_EFFORT, &mut rng)?;
    let town = campaign(store, SLUG)?;
    let by = By { name: COMMAND_LINE, now: Clock::System.now() };
    store.write(move |db| {
        let name = role.as_str();
        match team::account(db, name) {
            Ok(own) => account::set_password(db, by, &own, &hash, None)?,
            Err(TeamError::NoAccount(_)) => {
                team::make(db, by, name, &hash, role == Role::Coordinator)?;
            }
            Err(error) => return Err(error),
        }
        team::grant(db, by, &town, name, role)
    })?;
    Ok(secret)
}
