//! Columns that somebody deleted at the platform.

use lti::services::assignment_and_grade as ags;
use url::Url;

use super::store::{self, Column};
use crate::courses::{Setting, Trouble};
use crate::platforms::Platform;

/// Whether a column is still there; none if we may not look. It is asked for itself, since "not
/// found" may be said of somebody's score or result as well.
async fn is_there(
    setting: &Setting,
    platform: &Platform,
    url: &Url,
) -> Result<Option<bool>, Trouble> {
    let asked = async {
        let answer = setting
            .platforms
            .call(platform, &ags::line_item(url))
            .await?;
        Ok(ags::parse_line_item(&answer, setting.clock.now())?)
    };
    match asked.await {
        Ok(_) => Ok(Some(true)),
        Err(trouble) if Trouble::is_gone(&trouble) => Ok(Some(false)),
        Err(trouble) if Trouble::is_not_granted(&trouble) => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

/// Notes that a column is lost if it is: `told` is whether the platform has said so of what belongs
/// to it, which has to do where we may not look. Whether it is lost.
pub(super) async fn note(
    setting: &Setting,
    platform: &Platform,
    column: &Column,
    url: &Url,
    told: bool,
) -> Result<bool, Trouble> {
    if is_there(setting, platform, url).await?.unwrap_or(!told) {
        return Ok(false);
    }
    let mut tx = setting.db.write().await?;
    if store::lost(&mut tx, column.id, url.as_str()).await? {
        tracing::info!(course = %column.course, column = %column.id, "a column was deleted at the platform");
    }
    tx.commit().await?;
    Ok(true)
}
