//! Platform storage by `postMessage` (PM, PMS, CSO): a launch without any cookie.
//!
//! The script that talks with the platform is the host's; this is the server's side and what both
//! have to agree on.
//!
//! # The flow
//!
//! 1. The login page gets a [`Deposit`]. Its script finds the platform's window (`window.parent`,
//!    or `window.opener` when it is not framed) and sends it
//!    `{"subject": "lti.capabilities", "message_id": <random>}` with the target origin `*`. The
//!    answer `{"subject": "lti.capabilities.response", "message_id": …, "supported_messages":
//!    [{"subject": "lti.put_data", "frame": <name>?}, …]}` says whether storage is there and in
//!    which frame. No answer within [`ANSWER_MILLISECONDS`] means that it is not.
//! 2. The frame to talk with is the first of: `frame` of the capability, the login's
//!    `lti_storage_target`, and none. `_parent` is the platform's window itself, any other name is
//!    `platform.frames[name]`.
//! 3. The script sends it `{"subject": "lti.put_data", "message_id": <random>, "key":
//!    deposit.key, "value": deposit.value}` with the target origin [`Deposit::platform_origin`],
//!    waits for `lti.put_data.response` with the same `message_id` and no `error` from that very
//!    origin, and sends the browser on to the authentication request. If nothing comes in time it
//!    goes on all the same: the cookie may still do.
//! 4. The platform posts `state` and `id_token`. When the cookie is there the launch goes on. When
//!    it is not and [`crate::login::Pending::offers_storage`], the tool answers with a page that
//!    holds a [`Withdrawal`] and the two posted fields, **and makes no session**. Its script asks
//!    `{"subject": "lti.get_data", "message_id": <random>, "key": withdrawal.key}` in the same
//!    frame and origin, takes `value` of `lti.get_data.response`, and posts `state`, `id_token` and
//!    the value to the tool. It may send the same key with the value null by `lti.put_data`
//!    afterwards, which deletes it.
//! 5. The tool takes the login out of its store and calls [`crate::login::Pending::prove`] with
//!    [`crate::login::Proof::Storage`]. That the platform offers storage, or that a flag in the
//!    form says so, proves nothing: only the value does.
//!
//! Every message that is received is checked: `event.origin` is [`Deposit::platform_origin`]
//! (except for capabilities), `event.data.message_id` is one that was sent, and
//! `event.data.subject` is the expected answer.
//!
//! An answer may carry `error` with `code` and `message` instead of a value. Codes seen are
//! `unsupported_subject`, `wrong_origin`, `bad_request`, `storage_exhaustion` and `error`; each of
//! them means that the login goes on without storage. Canvas stores at most 4096 characters under a
//! key and 500 keys for an origin.

use url::Url;

use crate::login::{Initiation, Secrets};
use crate::registration::Registration;

/// Asks what the platform can do (PM).
pub const CAPABILITIES: &str = "lti.capabilities";
/// Stores a value (PMS).
pub const PUT_DATA: &str = "lti.put_data";
/// Asks for a value (PMS).
pub const GET_DATA: &str = "lti.get_data";
/// What an answer's subject ends with.
pub const RESPONSE: &str = ".response";
/// Ends a dynamic registration: the platform closes its window (DR).
pub const CLOSE_REGISTRATION: &str = "org.imsglobal.lti.close";
/// Asks the platform to close the tool.
pub const CLOSE: &str = "lti.close";
/// Asks the platform for another height of the frame, in the member `height`, in pixels.
pub const FRAME_RESIZE: &str = "lti.frameResize";
/// How long to wait for an answer.
pub const ANSWER_MILLISECONDS: u32 = 2000;
/// The frame that is the platform's window itself.
pub const PARENT: &str = "_parent";

/// What the login page stores.
#[derive(Clone, PartialEq, Eq)]
pub struct Deposit {
    /// The key; carries the state, so that parallel launches do not overwrite each other.
    pub key: String,
    /// The secret that proves the browser, for nobody else to see.
    pub value: String,
    /// The frame that the login named.
    pub frame: Option<String>,
    /// The origin that messages go to and answers come from.
    pub platform_origin: String,
}

impl std::fmt::Debug for Deposit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Deposit")
            .field("frame", &self.frame)
            .field("platform_origin", &self.platform_origin)
            .finish_non_exhaustive()
    }
}

/// What the launch page asks back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// The key.
    pub key: String,
    /// The frame that the launch named, where it did.
    pub frame: Option<String>,
    /// The origin that messages go to and answers come from.
    pub platform_origin: String,
}

impl Deposit {
    /// What the login page stores; none if this login does not offer storage.
    #[must_use]
    pub fn new(
        initiation: &Initiation,
        registration: &Registration,
        secrets: &Secrets,
    ) -> Option<Self> {
        Some(Self {
            key: key(&secrets.state),
            value: secrets.storage.clone()?,
            frame: initiation.storage_target.as_deref().and_then(frame),
            platform_origin: origin(&registration.authorization_endpoint),
        })
    }
}

impl Withdrawal {
    /// What the launch page asks for. `storage_target` is the parameter `lti_storage_target` of the
    /// answer; some platforms leave it out.
    #[must_use]
    pub fn new(state: &str, storage_target: Option<&str>, registration: &Registration) -> Self {
        Self {
            key: key(state),
            frame: storage_target.and_then(frame),
            platform_origin: origin(&registration.authorization_endpoint),
        }
    }
}

fn key(state: &str) -> String {
    format!("lti_state_{state}")
}

/// CSO: messages go to the origin of the authentication request's endpoint.
fn origin(endpoint: &Url) -> String {
    endpoint.origin().ascii_serialization()
}

/// The name of a frame, as far as it can be one.
fn frame(name: &str) -> Option<String> {
    let plain = name
        .chars()
        .all(|letter| letter.is_ascii_graphic() && !matches!(letter, '<' | '>' | '"' | '\''));
    (!name.is_empty() && name.len() <= 255 && plain).then(|| name.to_owned())
}
