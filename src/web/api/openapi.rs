//! The description of the API for programs: OpenAPI 3.1, made of the list of endpoints.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use utoipa::openapi::header::Header;
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, Info, OpenApi, OpenApiBuilder, PathsBuilder, Ref, RefOr, Required,
    Response, ResponseBuilder, Schema,
};

use super::answers::answer;
use super::ask::{LIMIT_MAX, LIMIT_USUAL};
use super::endpoints::{ENDPOINTS, Endpoint, Gives, Holds, Param, Place};
use super::schemas;
use crate::web::error::Failure;

const TOKEN: &str = "token";

/// The description of the API.
#[must_use]
pub fn document() -> OpenApi {
    let mut info = Info::new("Aftermath", "1");
    info.description = Some(
        "Read-only. A program shows a token, made at a campaign's desk under Exports; it opens \
         that campaign. Each table that is read is written down once a day with the token and its \
         reason."
            .to_owned(),
    );
    let mut paths = PathsBuilder::new();
    for own in &ENDPOINTS {
        paths = paths.path(own.path, PathItem::new(HttpMethod::Get, operation(own)));
    }
    let mut components = Components::new();
    components.schemas =
        schemas::all().into_iter().map(|(name, own)| (name.to_owned(), RefOr::T(own))).collect();
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
    components.add_security_scheme(TOKEN, SecurityScheme::Http(scheme.build()));
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components)).build()
}

fn operation(own: &Endpoint) -> Operation {
    let none: [&str; 0] = [];
    let mut operation = OperationBuilder::new()
        .operation_id(Some(own.id))
        .summary(Some(own.summary))
        .description(Some(own.about))
        .security(SecurityRequirement::new(TOKEN, none))
        .response("200", given(own))
        .response("304", Response::new("Not changed since the answer of the tag in If-None-Match"));
    for param in own.params {
        operation = operation.parameter(parameter(param));
    }
    let mut problems = vec![
        ("401", "No token, or one that opens nothing"),
        ("422", "A parameter cannot be read"),
        ("429", "Asked too often; Retry-After says when to go on"),
        ("500", "Our fault"),
        ("503", "Too busy; Retry-After says when to go on"),
    ];
    if !own.params.is_empty() {
        problems.push(("404", "Not there, or not opened by the token"));
    }
    if own.needs_exports {
        problems.push(("403", "The token opens results only"));
    }
    for (status, about) in problems {
        operation = operation.response(status, problem(about));
    }
    operation.build()
}

fn given(own: &Endpoint) -> Response {
    let schema: RefOr<Schema> = match own.gives {
        Gives::One => RefOr::Ref(Ref::from_schema_name(own.schema)),
        Gives::Pages => RefOr::T(schemas::page(own.schema)),
    };
    let mut tag = Header::new(ObjectBuilder::new().schema_type(Type::String));
    tag.description = Some("The tag of these bytes, for If-None-Match".to_owned());
    ResponseBuilder::new()
        .description(own.summary)
        .content("application/json", ContentBuilder::new().schema(Some(schema)).build())
        .header("ETag", tag)
        .build()
}

fn problem(about: &str) -> Response {
    let schema = RefOr::<Schema>::Ref(Ref::from_schema_name("Problem"));
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(about).content("application/problem+json", content).build()
}

fn parameter(own: &Param) -> Parameter {
    let (place, required) = match own.place {
        Place::Path => (ParameterIn::Path, Required::True),
        Place::Query => (ParameterIn::Query, Required::False),
    };
    ParameterBuilder::new()
        .name(own.name)
        .parameter_in(place)
        .required(required)
        .description(Some(own.about))
        .schema(Some(holds(own.holds)))
        .build()
}

fn holds(own: Holds) -> ObjectBuilder {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let number = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1_i32));
    match own {
        Holds::Slug => text().pattern(Some("^[a-z0-9-]{1,64}$")),
        Holds::Number => number().format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64))),
        Holds::Limit => {
            let most = i32::try_from(LIMIT_MAX).unwrap_or(i32::MAX);
            number().maximum(Some(most)).default(Some(json!(LIMIT_USUAL)))
        }
        Holds::Cursor => text(),
        Holds::Moment => text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))),
    }
}

/// `GET /api/openapi.json`.
///
/// # Errors
/// When it cannot be written.
pub async fn description(request: HttpRequest) -> Result<HttpResponse, Failure> {
    let body = document().to_pretty_json();
    let body = body.map_err(|error| Failure::internal(&error))?;
    Ok(answer(&request, body.into_bytes(), None))
}
