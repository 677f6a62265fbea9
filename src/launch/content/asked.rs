//! What a platform asked for, as it is kept until its person answers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use lti::claims::{Lis, Presentation, Profile};
use lti::deep_linking::Settings;
use lti::launch::{DeepLinkingRequest, Launch};
use lti::roles::{ContextRole, Roles};
use serde::Deserialize;
use serde_json::{Map, json};
use url::Url;

use super::super::store::ChoiceRow;
use crate::platforms::Platform;
use crate::problem::Problem;
use crate::seal::SealError;
use crate::state::App;

/// What the platform's settings are sealed for.
const PURPOSE: &str = "lti-content-choice";

/// Seals what an answer will need of the platform's settings.
pub(super) fn sealed(app: &App, asked: &Settings) -> Result<Vec<u8>, SealError> {
    let settings = json!({
        "return_url": asked.return_url,
        "accept_types": asked.accept_types,
        "targets": asked.accept_presentation_document_targets,
        "accept_multiple": asked.accept_multiple,
        "accept_lineitem": asked.accept_lineitem,
        "data": asked.data,
    });
    app.key.seal(PURPOSE, settings.to_string().as_bytes())
}

/// The platform's request, as far as an answer needs it.
#[derive(Deserialize)]
pub(super) struct Asked {
    pub(super) return_url: Url,
    pub(super) accept_types: Vec<String>,
    pub(super) targets: Vec<String>,
    pub(super) accept_multiple: bool,
    pub(super) accept_lineitem: Option<bool>,
    pub(super) data: Option<String>,
}

/// Opens what was sealed.
pub(super) fn opened(app: &App, row: &ChoiceRow) -> Result<Asked, Problem> {
    let settings = app.key.open(PURPOSE, &row.settings_sealed);
    serde_json::from_slice(&settings.map_err(Problem::internal)?).map_err(Problem::internal)
}

/// The request again. Whoever had no authoring role has no choice to answer.
pub(super) fn request(platform: &Platform, row: &ChoiceRow, asked: &Asked) -> DeepLinkingRequest {
    let author = ContextRole::Instructor.uri();
    DeepLinkingRequest {
        settings: Settings {
            return_url: asked.return_url.clone(),
            accept_types: asked.accept_types.clone(),
            accept_presentation_document_targets: asked.targets.clone(),
            accept_media_types: Vec::new(),
            accept_multiple: asked.accept_multiple,
            accept_lineitem: asked.accept_lineitem,
            auto_create: false,
            title: None,
            text: None,
            data: asked.data.clone(),
            others: Map::new(),
        },
        launch: Launch {
            issuer: platform.issuer.clone(),
            client_id: platform.client_id.clone(),
            deployment_id: row.deployment_id.clone(),
            subject: None,
            roles: Roles::read([author.as_str()]),
            mentored: Vec::new(),
            context: None,
            presentation: Presentation::default(),
            platform: None,
            profile: Profile::default(),
            lis: Lis::default(),
            for_user: None,
            custom: BTreeMap::new(),
            assignment_and_grade: None,
            names_and_roles: None,
            groups: None,
            notifications: None,
            migration: None,
            legacy_user_id: None,
            target_link_uri: String::new(),
            nonce: String::new(),
            remember_until: Timestamp::MIN,
            claims: Map::new(),
        },
    }
}
