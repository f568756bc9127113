//! `zhanggui user`: accounts without the web page, for the first day and for the day the password is lost.

use anyhow::bail;
use clap::{Args, Subcommand};

use crate::app::App;
use crate::auth::{self, NewStaff, Role};
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::ShopId;
use crate::shops;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an account.
    Create(Create),
    /// Set a new password and end all sessions of the account.
    ResetPassword {
        /// The account's mail address
        email: String,
        #[command(flatten)]
        password: Password,
    },
    /// Take an account's second factor away, such as when the phone is lost, and end all its sessions.
    ResetSecondFactor {
        /// The account's mail address
        email: String,
    },
    /// List the accounts.
    List,
}

#[derive(Debug, Args)]
pub struct Create {
    /// The mail address to sign in with
    email: String,
    /// The name colleagues and buyers see
    #[arg(long)]
    name: String,
    /// owner, manager, lead, agent, inspector, trainer, operations or viewer
    #[arg(long, default_value = "agent", value_parser = role)]
    role: Role,
    /// The shop, by its name; needed only where there are several
    #[arg(long)]
    shop: Option<String>,
    #[command(flatten)]
    password: Password,
}

#[derive(Debug, Args)]
pub struct Password {
    /// The password; left out, it is read from the first line of standard input
    #[arg(long, env = "ZG_PASSWORD", hide_env_values = true)]
    password: Option<String>,
}

impl Password {
    fn take(self) -> anyhow::Result<String> {
        if let Some(password) = self.password {
            return Ok(password);
        }
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }
}

fn role(text: &str) -> Result<Role, String> {
    let quoted = serde_json::Value::String(text.to_owned());
    serde_json::from_value(quoted).map_err(|_| format!("no such role: {text}"))
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let app = App::start(config, Clock::Wall).await?;
    let done = carry_out(&app, command).await;
    app.stop().await;
    done
}

async fn carry_out(app: &App, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create(create) => {
            let shop_id = the_shop(app, create.shop.as_deref()).await?;
            let new = NewStaff {
                name: create.name,
                email: create.email,
                password: create.password.take()?,
                role: create.role,
                title: None,
                locale: None,
            };
            let id = auth::create_staff(app, shop_id, new).await?;
            println!("{id}");
        }
        Command::ResetPassword { email, password } => {
            auth::reset_password(app, &email, password.take()?).await?;
            println!("The password of {email} is new; its sessions have ended.");
        }
        Command::ResetSecondFactor { email } => {
            auth::reset_second_factor(app, &email).await?;
            println!("{email} signs in without a second factor now; its sessions have ended.");
        }
        Command::List => {
            for shop in shops::all(app).await? {
                for staff in auth::staff_of(app, shop.id).await? {
                    let state = if staff.active { "" } else { "  (inactive)" };
                    let role = serde_json::to_value(staff.role)?;
                    println!("{}  {}  {}  {}{state}", shop.name, staff.email, role.as_str().unwrap_or(""), staff.name);
                }
            }
        }
    }
    Ok(())
}

/// The shop of that name, or the only one.
pub async fn the_shop(app: &App, name: Option<&str>) -> anyhow::Result<ShopId> {
    let mut shops = shops::all(app).await?;
    if let Some(name) = name {
        shops.retain(|shop| shop.name == name || shop.id.to_string() == name);
    }
    match (shops.as_slice(), name) {
        ([shop], _) => Ok(shop.id),
        ([], Some(name)) => bail!("no shop is called {name}"),
        ([], None) => bail!("there is no shop yet: run `zhanggui serve` and open the address it prints"),
        _ => bail!("there are several shops: name one with --shop"),
    }
}
