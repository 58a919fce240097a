//! The API as an OpenAPI document, put together from the handlers.

use actix_web::web::Bytes;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self, Ref, RefOr,
        path::{Operation, PathItem},
        response::{ResponseBuilder, ResponsesBuilder},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::{
    dto::operations::{ErrorBody, Problem},
    routes::{
        account, calibration, chat, emotion, media, music, operations, reports, session, users,
    },
};

const SECURITY: &str = "bearer";
const FAILURE: &str = "Failure";

#[derive(OpenApi)]
#[openapi(
    info(title = "Attune", description = "Webcam frame to mood, mood to music, and a chat. \
        Times are RFC 3339 in UTC, ids are opaque, unknown fields are refused."),
    paths(
        session::register, session::login, session::refresh, session::logout, session::list,
        session::end, session::change_password, session::invite,
        account::show, account::update, account::erase, account::export, account::notice,
        account::consent, account::withdraw,
        emotion::predict, emotion::list, emotion::tell, emotion::forget_all, emotion::summarise,
        emotion::correct, emotion::forget,
        calibration::show, calibration::take, calibration::forget,
        music::recommend, music::recommend_for, music::history, music::give_feedback,
        music::retract_feedback, media::link, media::stream, media::artwork, music::providers, music::taste, music::forget_taste,
        chat::send, chat::fetch, chat::conversations, chat::read, chat::block, chat::unblock,
        chat::unblock_too, chat::report, reports::list, reports::dismiss, users::find,
        operations::healthz, operations::readyz, operations::openapi, operations::docs,
    ),
    components(schemas(ErrorBody, Problem)),
    tags(
        (name = "Account", description = "Registration, sessions, profile, consent."),
        (name = "Mood", description = "From a frame or in the user's own word; the history."),
        (name = "Music", description = "Songs for a mood, feedback, what was learned from it."),
        (name = "Chat", description = "Conversations with people and with the assistant `attune`."),
        (name = "Operations", description = "For those who run Attune."),
    ),
    security(("bearer" = [])),
    modifiers(&Everywhere),
)]
struct Api;

/// What every call has: how to log in, and the shape of a failure.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, api: &mut openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .build();
        components.add_security_scheme(SECURITY, SecurityScheme::Http(bearer));
        let failure = ResponsesBuilder::new()
            .response("default", RefOr::Ref(Ref::from_response_name(FAILURE)))
            .build();
        let shape = openapi::ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("ErrorBody")))
            .build();
        let described = ResponseBuilder::new()
            .description("Why it failed and what to do; `code` is for programs.")
            .content("application/json", shape)
            .build();
        components
            .responses
            .insert(FAILURE.to_owned(), RefOr::T(described));
        for (path, item) in &mut api.paths.paths {
            for (method, operation) in operations_of(item) {
                // The handlers' names, which utoipa takes, are not unique: `list` lists many things.
                let name = path.replace(['/', '.'], "_").replace(['{', '}'], "");
                operation.operation_id = Some(format!("{method}{name}"));
                let responses = failure.responses.clone();
                operation.responses.responses.extend(responses);
            }
        }
    }
}

fn operations_of(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let PathItem {
        get,
        put,
        post,
        delete,
        head,
        patch,
        ..
    } = item;
    let all = [
        ("get", get),
        ("put", put),
        ("post", post),
        ("delete", delete),
        ("head", head),
        ("patch", patch),
    ];
    all.into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The document as it is served.
pub struct Document(Bytes);

impl Default for Document {
    fn default() -> Self {
        let json = Api::openapi().to_json().expect("the document is JSON");
        Self(Bytes::from(json))
    }
}

impl Document {
    /// The document's text.
    pub fn json(&self) -> Bytes {
        self.0.clone()
    }
}
