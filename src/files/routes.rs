//! HTTP: two doors in (staff, visitors) and one out.

use axum::Json;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::model::{FileRow, FileView, Uploader, Variant};
use super::{Upload, names, receive, sniff, store};
use crate::app::App;
use crate::auth::{Actor, Permission, Visitor};
use crate::error::{Error, Problem, Result};
use crate::http::MultipartForm;
use crate::ids::{FileId, ShopId};

/// What a download may do in a browser that opens it: nothing.
const SANDBOX: &str = "sandbox; default-src 'none'";
const CONTENT_SECURITY_POLICY: HeaderName = header::CONTENT_SECURITY_POLICY;

pub fn router() -> OpenApiRouter<App> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(upload_file))
        .routes(routes!(widget_upload))
        // The size is watched while it streams, by the shop's own limit.
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new().merge(uploads).routes(routes!(download_file))
}

/// A form with one file.
#[derive(Debug, utoipa::ToSchema)]
#[expect(dead_code, reason = "describes the form; its fields are read one by one")]
struct UploadForm {
    /// Names the upload: the same id sent again answers with the first file. Put it before `file`.
    client_id: Option<Uuid>,
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Uploads a file, to be sent with a message.
///
/// Its type is read from its bytes. Pictures of more than 40 million pixels are refused (`image_too_large`),
/// programs and broken pictures too (`unsupported_file`).
#[utoipa::path(post, path = "/files", operation_id = "upload_file", tag = "files",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, body = FileView), (status = 200, description = "Uploaded before", body = FileView),
        (status = "default", body = Problem)))]
async fn upload_file(State(app): State<App>, actor: Actor, MultipartForm(form): MultipartForm) -> Result<Response> {
    actor.require(Permission::ServeConversations)?;
    take(&app, actor.shop_id, Uploader::Staff(actor.staff_id), form).await
}

/// Uploads a visitor's file, to be sent with a message within a day.
///
/// A visitor may upload 60 files and 60 MB (or three files of the largest size) in ten minutes.
#[utoipa::path(post, path = "/widget/files", operation_id = "widget_upload", tag = "widget",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, body = FileView), (status = 200, description = "Uploaded before", body = FileView),
        (status = "default", body = Problem)))]
async fn widget_upload(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    MultipartForm(mut form): MultipartForm,
) -> Result<Response> {
    let most = app.config.max_upload_bytes;
    let bytes = announced(&headers).unwrap_or(most).min(most);
    if let Err(refused) = app.auth.limits.visitor_upload(visitor.customer_id, bytes) {
        read_to_the_end(&mut form, most).await;
        return Err(refused);
    }
    take(&app, visitor.shop_id, Uploader::Customer(visitor.customer_id), form).await
}

/// How long a form says it is. Who sends more than they said is cut off there.
fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A sender who is cut off takes the answer for a broken line; one who sends more than anybody may is cut off.
async fn read_to_the_end(form: &mut Multipart, most: u64) {
    let mut read: u64 = 0;
    while let Ok(Some(mut field)) = form.next_field().await {
        while let Ok(Some(chunk)) = field.chunk().await {
            read += chunk.len() as u64;
            if read > most {
                return;
            }
        }
    }
}

async fn take(app: &App, shop_id: ShopId, uploader: Uploader, mut form: Multipart) -> Result<Response> {
    let mut client_id = None;
    while let Some(field) = form.next_field().await.map_err(broken_form)? {
        match field.name() {
            Some("client_id") => client_id = Some(read_client_id(field).await?),
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let bytes = field.map(|chunk| chunk.map_err(broken_form)).boxed();
                let (file, new) = receive(app, Upload { shop_id, uploader, client_id, name: &name }, bytes).await?;
                let status = if new { StatusCode::CREATED } else { StatusCode::OK };
                return Ok((status, Json(shown(app, &file))).into_response());
            }
            _ => {}
        }
    }
    Err(Error::invalid("file", "required"))
}

async fn read_client_id(field: Field<'_>) -> Result<Uuid> {
    let text = field.text().await.map_err(broken_form)?;
    text.parse().map_err(|_| Error::invalid("client_id", "not_a_uuid"))
}

fn broken_form(_: MultipartError) -> Error {
    Error::invalid("file", "broken_form")
}

fn shown(app: &App, file: &FileRow) -> FileView {
    app.files.view(app.clock.now(), file.id, &file.name, &file.mime, file.size, file.width, file.height, file.has_thumb)
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
struct Signed {
    /// Seconds since 1970.
    expires: i64,
    signature: String,
    #[serde(default)]
    #[param(inline)]
    variant: Variant,
}

/// Downloads a file by its signed address.
#[utoipa::path(get, path = "/files/{id}", operation_id = "download_file", tag = "files",
    params(("id" = Uuid, Path), Signed),
    responses((status = 200, description = "The bytes", content_type = "application/octet-stream"),
        (status = "default", body = Problem)))]
async fn download_file(
    State(app): State<App>,
    id: Result<Path<FileId>, axum::extract::rejection::PathRejection>,
    signed: Result<Query<Signed>, axum::extract::rejection::QueryRejection>,
) -> Result<Response> {
    // Whatever is wrong with an address, it answers like that of an absent file.
    let (Ok(Path(id)), Ok(Query(signed))) = (id, signed) else { return Err(Error::NotFound) };
    let now = app.clock.now();
    if !app.files.signer.is_good(now, id, signed.variant, signed.expires, &signed.signature) {
        return Err(Error::NotFound);
    }
    let mut reader = app.db.reader().await?;
    let file = store::find(&mut reader.conn(), id).await?.ok_or(Error::NotFound)?;
    drop(reader);

    let seconds_left = signed.expires - now.0 / 1000;
    let (mime, body) = match signed.variant {
        Variant::Whole => (file.mime.as_str(), Body::from_stream(app.files.vault.stream(file.shop_id, id).await?)),
        Variant::Thumb => {
            let bytes = app.files.vault.read(file.shop_id, id, Variant::Thumb).await?;
            (if bytes.starts_with(b"RIFF") { "image/webp" } else { "image/jpeg" }, Body::from(bytes))
        }
    };
    let mut headers = headers(&file, mime, seconds_left);
    if signed.variant == Variant::Whole {
        headers.insert(header::CONTENT_LENGTH, file.size.into());
    }
    Ok((headers, body).into_response())
}

fn headers(file: &FileRow, mime: &str, seconds_left: i64) -> HeaderMap {
    let inline = sniff::is_inline(mime);
    let mut headers = HeaderMap::new();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, if inline { mime } else { "application/octet-stream" });
    set(header::CONTENT_DISPOSITION, &names::disposition(inline, &file.name));
    set(header::CACHE_CONTROL, &format!("private, max-age={seconds_left}, immutable"));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(CONTENT_SECURITY_POLICY, SANDBOX);
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    headers
}
