//! All SQL of registration links.

use crate::store::{StoreError, Tx, execute, fetch_optional, sql};

sql! {
    ADD_INVITE = "INSERT INTO platform_invite (token_sha256, name, own_keys, account_home_page,
                      account_claim, trust_email, created_at, expires_at)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    DROP_INVITES = "DELETE FROM platform_invite WHERE expires_at < $1";
    INVITE = "SELECT name, own_keys, account_home_page, account_claim, trust_email, expires_at
              FROM platform_invite WHERE token_sha256 = $1";
    TAKE_INVITE = "DELETE FROM platform_invite WHERE token_sha256 = $1
                   RETURNING name, own_keys, account_home_page, account_claim, trust_email,
                       expires_at";
}

/// An invitation as it stands in the database.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::platforms) struct InviteRow {
    pub(in crate::platforms) name: String,
    pub(in crate::platforms) own_keys: bool,
    pub(in crate::platforms) account_home_page: Option<String>,
    pub(in crate::platforms) account_claim: Option<String>,
    pub(in crate::platforms) trust_email: bool,
    pub(in crate::platforms) expires_at: i64,
}

/// Keeps an invitation, and forgets those that are too old.
pub(in crate::platforms) async fn add_invite(
    tx: &mut Tx,
    token: &[u8],
    invite: &InviteRow,
    now: i64,
) -> Result<(), StoreError> {
    execute!(tx, DROP_INVITES, now)?;
    execute!(
        tx,
        ADD_INVITE,
        token,
        &invite.name,
        invite.own_keys,
        invite.account_home_page.as_deref(),
        invite.account_claim.as_deref(),
        invite.trust_email,
        now,
        invite.expires_at
    )?;
    Ok(())
}

/// An invitation, which stays.
pub(in crate::platforms) async fn invite(
    tx: &mut Tx,
    token: &[u8],
) -> Result<Option<InviteRow>, StoreError> {
    fetch_optional!(tx, INVITE as InviteRow, token)
}

/// Takes an invitation: it works once.
pub(in crate::platforms) async fn take_invite(
    tx: &mut Tx,
    token: &[u8],
) -> Result<Option<InviteRow>, StoreError> {
    fetch_optional!(tx, TAKE_INVITE as InviteRow, token)
}
