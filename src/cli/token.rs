//! `zhanggui token`: API tokens for programs that work with the shop.

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use super::user::the_shop;
use crate::app::App;
use crate::auth::{self, Actor, NewToken, Role, Scope};
use crate::clock::{Clock, Time};
use crate::config::Config;
use crate::ids::{ShopId, TokenId};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a token and print it once.
    Create(Create),
    /// Revoke a token by its id.
    Revoke {
        id: TokenId,
        /// The shop, by its name; needed only where there are several
        #[arg(long)]
        shop: Option<String>,
    },
}

#[derive(Debug, Args)]
pub struct Create {
    /// What the token is for
    name: String,
    /// Allow writing too
    #[arg(long)]
    write: bool,
    /// Runs out after this many days [default: never]
    #[arg(long, value_name = "DAYS")]
    days: Option<u16>,
    /// Whose rights it has, by mail address [default: the owner's]
    #[arg(long, value_name = "EMAIL")]
    staff: Option<String>,
    /// The shop, by its name; needed only where there are several
    #[arg(long)]
    shop: Option<String>,
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
            let actor = acting_as(app, shop_id, create.staff.as_deref()).await?;
            let mut scopes = vec![Scope::Read];
            if create.write {
                scopes.push(Scope::Write);
            }
            let expires_at: Option<Time> =
                create.days.map(|days| app.clock.now().plus_seconds(i64::from(days) * 86_400));
            let (token, secret) =
                auth::create_token(app, &actor, NewToken { name: create.name, scopes, expires_at }).await?;
            eprintln!("Token {} made. This is the only time it is shown:", token.id);
            println!("{secret}");
        }
        Command::Revoke { id, shop } => {
            let shop_id = the_shop(app, shop.as_deref()).await?;
            let actor = acting_as(app, shop_id, None).await?;
            auth::revoke_token(app, &actor, id).await.with_context(|| format!("revoke {id}"))?;
            println!("Revoked.");
        }
    }
    Ok(())
}

/// Whoever is at the terminal acts as a member of staff; by default as the first owner.
pub(super) async fn acting_as(app: &App, shop_id: ShopId, email: Option<&str>) -> anyhow::Result<Actor> {
    let staff = auth::staff_of(app, shop_id).await?;
    let wanted = |s: &&auth::Staff| match email {
        Some(email) => s.email.eq_ignore_ascii_case(email),
        None => s.role == Role::Owner && s.active,
    };
    let Some(staff) = staff.iter().find(wanted) else {
        bail!("no such member of staff: {}", email.unwrap_or("an active owner"));
    };
    Ok(Actor::at_terminal(shop_id, staff.id, staff.role))
}
