//! How it goes with a platform: what is known of it, and what works now.

use anyhow::bail;
use uuid::Uuid;

use super::known;
use crate::cli::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::groups;
use crate::outbound::Guarded;
use crate::platforms::{self, Check, Platforms, keys};
use crate::seal::MasterKey;
use crate::statements::format_time;
use crate::store::{Db, Tx};

pub(super) fn moment(at: Option<i64>) -> String {
    at.map_or_else(|| "never".to_owned(), format_time)
}

pub(super) async fn show(tx: &mut Tx, platform: Uuid, now: jiff::Timestamp) -> anyhow::Result<()> {
    let found = known(tx, platform).await?;
    say!("{}  {:?}", found.id, found.name);
    say!("issuer       {}", found.issuer);
    say!("client       {}", found.client_id);
    let product = [&found.product_family, &found.product_version];
    let product: Vec<&str> = product.into_iter().flatten().map(String::as_str).collect();
    if !product.is_empty() {
        say!("product      {}", product.join(" "));
    }
    if let Some(audience) = &found.audience {
        say!("audience     {audience}");
    }
    say!(
        "state        {}",
        if found.enabled { "enabled" } else { "disabled" }
    );
    say!("scopes       {}", found.scopes);
    say!("last launch  {}", moment(found.last_launch_at));
    say!("last roster  {}", moment(found.last_roster_at));
    say!("last score   {}", moment(found.last_score_at));
    if let Some(error) = &found.last_error {
        say!("last error   {error}, {}", moment(found.last_error_at));
    }
    for (traffic, code) in found.troubles() {
        say!("fails        {}: {code}", traffic.word());
    }
    for row in platforms::deployments(tx, platform).await? {
        let course = row.course.as_deref().unwrap_or("-");
        say!(
            "deployment   {:?}  {}  course {course}",
            row.deployment_id,
            row.status()
        );
    }
    for (deployment, context, group) in platforms::linked(tx, platform).await? {
        let group = groups::find(tx, group).await?;
        let name = group.and_then(|group| group.name);
        say!(
            "linked       {deployment:?}  course {context:?}  to {:?}",
            name.as_deref().unwrap_or("-")
        );
    }
    let own = found.own_keys.then_some(platform);
    for key in keys::listed(tx, own, now).await? {
        let signs = if key.signs { "  signs" } else { "" };
        say!(
            "key          {}  {}{signs}",
            key.id,
            format_time(key.created_at)
        );
    }
    for consumer in platforms::consumers(tx, platform).await? {
        say!(
            "LTI 1.1      {}  {}",
            consumer.consumer_key,
            consumer.account_home_page
        );
    }
    for refusal in platforms::refusals(tx, platform, 20).await? {
        say!(
            "refused      {}  {}  {}",
            format_time(refusal.at),
            refusal.rule,
            refusal.detail
        );
    }
    Ok(())
}

pub(super) async fn test(
    config: &Config,
    db: &Db,
    clock: &Clock,
    key: &MasterKey,
    platform: Uuid,
) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let found = known(&mut tx, platform).await?;
    drop(tx);
    let private = config.outbound.allow_private;
    let client = Guarded::new(private)?;
    let asks = Platforms::new(db.clone(), clock.clone(), key.clone(), client, private);
    let mut faults = 0;
    for finding in platforms::examine(&asks, &found).await {
        let what = match finding.check {
            Check::Keys => "keys",
            Check::Token => "token",
            Check::Scope(scope) => scope,
        };
        // What the platform does not grant is a capability less, not a fault.
        let granted = finding.fault != Some("scope_not_granted");
        faults += usize::from(finding.fault.is_some() && granted);
        say!("{:<20} {what}", finding.fault.unwrap_or("works"));
    }
    if faults > 0 {
        bail!("{faults} of what was looked at do not work");
    }
    Ok(())
}
