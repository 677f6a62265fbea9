//! What administrators do on their pages: for a person with that role, or an API key that may do
//! everything.

mod accounts;
mod audit_log;
mod courses;
mod deliveries;
mod erasures;
mod feeds;
mod framework_files;
mod identity_providers;
mod keys;
mod platforms;
mod restrictions;
mod retention;
mod rulings;
mod sources;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(keys::list, keys::make))
        .routes(routes!(keys::revoke))
        .routes(routes!(keys::rotate))
        .routes(routes!(accounts::alone))
        .routes(routes!(accounts::one))
        .routes(routes!(accounts::decide))
        .routes(routes!(audit_log::list))
        .routes(routes!(sources::list))
        .routes(routes!(feeds::list))
        .routes(routes!(feeds::switch))
        .routes(routes!(feeds::retry))
        .routes(routes!(deliveries::list))
        .routes(routes!(deliveries::work))
        .routes(routes!(deliveries::retry_all))
        .routes(routes!(deliveries::retry))
        .routes(routes!(erasures::wishes))
        .routes(routes!(erasures::decline))
        .routes(routes!(erasures::list))
        .routes(routes!(erasures::preview, erasures::begin))
        .routes(routes!(restrictions::list))
        .routes(routes!(restrictions::write_down))
        .routes(routes!(restrictions::answer))
        .routes(routes!(restrictions::end))
        .routes(routes!(restrictions::told))
        .routes(routes!(restrictions::withdraw))
        .routes(routes!(rulings::rule_set, rulings::decide_rule_set))
        .routes(routes!(rulings::of_rule_set))
        .routes(routes!(rulings::try_rule_set))
        .routes(routes!(rulings::vocabulary, rulings::decide_vocabulary))
        .routes(routes!(rulings::of_vocabulary))
        .routes(routes!(rulings::try_vocabulary))
        .routes(routes!(retention::list))
        .routes(routes!(retention::preview))
        .routes(routes!(retention::decide))
        .routes(routes!(framework_files::bring))
        .routes(routes!(
            framework_files::versions,
            framework_files::put_back
        ))
        .routes(routes!(framework_files::file))
        .routes(routes!(identity_providers::list))
        .routes(routes!(platforms::list, platforms::add))
        .routes(routes!(platforms::invite))
        .routes(routes!(platforms::one))
        .routes(routes!(courses::list))
        .routes(routes!(courses::fetch))
        .routes(routes!(courses::call))
        .routes(routes!(courses::link, courses::unlink))
        .routes(routes!(platforms::people))
        .routes(routes!(platforms::rotate))
        .routes(routes!(platforms::switch))
        .routes(routes!(platforms::decide))
        .routes(routes!(platforms::examine))
}
